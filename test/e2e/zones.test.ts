import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';

import type { CreatedCredential } from '../../tools/n8n/n8nClient';
import type { Account } from '../../emulator/types';
import { runOnce } from './support/installWorkflow';
import { actionByToken, type NodeToCreate } from '../../tools/n8n/nodes';
import { describeTokenCredential } from '../../tools/n8n/tokenCredential';
import { stage, uniqueName } from './support/stage';

const environment = stage();
const { emulator, n8n } = environment;

const MOSCOW = 'Europe/Moscow';
const SAO_PAULO = 'America/Sao_Paulo';

/** As the picker stores it. */
const TEN = '2026-02-05T10:00:00';
const tenInMoscow = DateTime.fromISO(TEN, { zone: MOSCOW }).toSeconds();
const midnight = (day: string) => DateTime.fromISO(day, { zone: SAO_PAULO }).toSeconds();

const FIELDS = {
	leads: [
		{ id: 9001, name: 'Delivery', type: 'date' },
		{ id: 9002, name: 'Called', type: 'date_time' },
	],
	contacts: [{ id: 9003, name: 'Birthday', type: 'birthday' }],
};

let account: Account;
let credential: CreatedCredential;

const step = (
	name: string,
	[resource, operation]: [resource: string, operation: string],
	parameters: IDataObject,
): NodeToCreate => ({ ...actionByToken(resource, operation, credential, parameters), name });

const form = (value: IDataObject) => ({
	fields: {
		mappingMode: 'defineBelow',
		value,
		matchingColumns: [],
		schema: Object.keys(value).map((id) => ({
			id,
			displayName: id,
			type: id === 'name' ? 'string' : 'dateTime',
			required: false,
			defaultMatch: false,
			display: true,
		})),
	},
});

beforeAll(async () => {
	account = await environment.newAccount({ timeZone: SAO_PAULO });
	for (const [card, fields] of Object.entries(FIELDS)) {
		const all = fields.map((field) => ({ ...field, code: null, sort: 1 }));
		await emulator.seed(account.subdomain, `${card}/custom_fields`, all);
	}
	const token = await describeTokenCredential(emulator, account, uniqueName('Token '));
	credential = await n8n.api.createCredential(token);
});

it('a workflow in Moscow writes, filters by and reads days and times of an account in São Paulo', async () => {
	const run = await runOnce(
		environment,
		[
			step('Task', ['task', 'create'], { text: 'Call', completeTill: TEN }),
			step('Lead', ['lead', 'create'], form({ name: 'Due', cf_9001: TEN, cf_9002: TEN })),
			step('Other Lead', ['lead', 'create'], form({ name: 'Later', cf_9001: '06.02.2026' })),
			step('Contact', ['contact', 'create'], form({ name: 'Ann', cf_9003: '1965-01-31' })),
			step('Found', ['lead', 'getAll'], {
				returnAll: true,
				filters: {
					customFields: { rows: [{ field: 9001, value: '2026-02-05', from: '', to: '' }] },
				},
			}),
			// What was read is written back, by Map Automatically.
			step('Again', ['lead', 'update'], {
				lead: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				fields: { mappingMode: 'autoMapInputData', value: null },
			}),
			step('Lead Again', ['lead', 'get'], {
				lead: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			}),
			step('Contact Again', ['contact', 'get'], {
				contact: { __rl: true, mode: 'id', value: '={{ $("Contact").item.json.id }}' },
			}),
		],
		{ timezone: MOSCOW },
	);

	expect(run.error).toBeUndefined();
	const [task] = await emulator.entities(account.subdomain, 'tasks');
	expect(task.complete_till).toBe(tenInMoscow);
	expect(run.json('Found')).toMatchObject([{ name: 'Due' }]);
	expect(run.json('Lead Again')).toMatchObject([
		{ custom_fields: { Delivery: '2026-02-05', Called: '2026-02-05T07:00:00Z' } },
	]);
	expect(run.json('Contact Again')).toMatchObject([{ custom_fields: { Birthday: '1965-01-31' } }]);
	// PHP#402: amoCRM keeps a day as midnight of the account's own zone.
	const leads = await emulator.entities(account.subdomain, 'leads');
	expect(leads).toMatchObject([
		{
			custom_fields_values: [
				{ field_id: 9001, values: [{ value: midnight('2026-02-05') }] },
				{ field_id: 9002, values: [{ value: tenInMoscow }] },
			],
		},
		{ custom_fields_values: [{ field_id: 9001, values: [{ value: midnight('2026-02-06') }] }] },
	]);
});
