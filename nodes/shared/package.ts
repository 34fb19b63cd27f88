import type { Icon } from 'n8n-workflow';

/** As in package.json, which what is shipped cannot read; no other code spells it out. */
export const PACKAGE_NAME = 'n8n-nodes-amocrm-kommo';

// n8n looks for an icon from the folder of the file that names it.
const iconIn = (folder: string): Icon => ({
	light: `file:${folder}/amocrm.svg`,
	dark: `file:${folder}/amocrm.dark.svg`,
});

export const nodeIcon = iconIn('../../credentials/icons');
export const credentialIcon = iconIn('icons');

/** n8n's panel of nodes has one entry for the action node and the trigger, and shows the trigger's description. */
export const nodeDescription =
	'Work with leads, contacts, tasks and everything else in amoCRM or Kommo, or start when something happens there: in one account, or in every account that installed your integration';
