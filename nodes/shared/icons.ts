import type { Icon } from 'n8n-workflow';

// n8n looks for an icon from the folder of the file that names it.
const iconIn = (folder: string): Icon => ({
	light: `file:${folder}/amocrm.svg`,
	dark: `file:${folder}/amocrm.dark.svg`,
});

export const nodeIcon = iconIn('../../credentials/icons');
export const credentialIcon = iconIn('icons');
