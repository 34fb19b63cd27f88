/** As in package.json, which what is shipped cannot read; no other code spells it out. */
export const PACKAGE_NAME = 'n8n-nodes-amocrm-kommo';
