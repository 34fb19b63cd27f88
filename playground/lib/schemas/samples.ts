import type { INodeParameters } from 'n8n-workflow';

import type { Stage } from './stage';

/** What nothing in the node can create. */
const SEEDS: Array<[collection: string, models: Array<Record<string, unknown>>]> = [
	['talks', [{}]],
	['bots', [{ name: 'Example' }]],
	['widgets', [{}]],
];

export async function seed({ control, account }: Stage): Promise<void> {
	for (const [collection, models] of SEEDS)
		await control.seed(account.subdomain, collection, models);
}

type Sample = INodeParameters | ((stage: Stage) => Promise<INodeParameters>);

/** Parameters that a description does not tell by itself, by `resource operation`. */
export const SAMPLES: Record<string, Sample> = {
	'customRequest send': { path: '/api/v4/account' },
	'installedAccount connectByCode': async (stage) => ({
		accountAddress: stage.account.domain,
		code: await stage.newCode(),
	}),
};
