import type { INodeParameters } from 'n8n-workflow';

import { Account, loadOptions, mapperColumns } from '../support';
import { outputOf } from './action';
import { FIELDS } from './cards';
import { nodeType } from '../../../tools/system/manifest';

const type = nodeType('amoCrm');

interface Opened {
	operation?: string;
	fields?: INodeParameters;
	typeVersion?: number;
	definitions?: object[];
	more?: INodeParameters;
}

/** The columns of the form of contacts, as the editor gets them. */
async function columnsOf({ operation = 'create', fields, definitions = FIELDS, ...rest }: Opened) {
	const account = new Account();
	account.api
		.get('/api/v4/contacts/custom_fields')
		.query(true)
		.reply(200, { _embedded: { custom_fields: definitions } });
	account.api.get('/api/v4/users').query(true).reply(204);
	const own = fields ? { fields } : {};
	const parameters = { resource: 'contact', operation, ...own, ...rest.more };
	const answer = await mapperColumns(
		{
			type,
			typeVersion: rest.typeVersion,
			parameters: { authentication: 'token', ...parameters },
			credentials: account.credentials,
		},
		'map_contact',
	);
	return answer.fields;
}

const shown = (columns: Awaited<ReturnType<typeof columnsOf>>) =>
	columns.filter(({ removed }) => !removed).map(({ id }) => id);

const ids = (columns: Awaited<ReturnType<typeof columnsOf>>) => columns.map(({ id }) => id);

const saved = (value: INodeParameters, matchingColumns: string[] = []) => ({
	mappingMode: 'defineBelow',
	value,
	matchingColumns,
});

describe('the form begins with the usual fields', () => {
	const EMAIL = { id: 4, name: 'Почта', code: 'EMAIL', type: 'multitext', enums: null };
	const definitions = [...FIELDS, EMAIL];

	it('and offers the others', async () => {
		const columns = await columnsOf({ definitions });

		expect(shown(columns)).toEqual(['name', 'PHONE', 'EMAIL']);
		expect(ids(columns)).toEqual(expect.arrayContaining(['first_name', 'Size', 'Met on']));
	});

	it('among them those that are matched on', async () => {
		const columns = await columnsOf({ operation: 'upsert', definitions });

		const matched = columns.filter(({ defaultMatch }) => defaultMatch).map(({ id }) => id);
		expect(matched).toEqual(['PHONE', 'EMAIL']);
		expect(shown(columns)).toEqual(['name', 'PHONE', 'EMAIL']);
	});

	it('and with those that are mapped already', async () => {
		const columns = await columnsOf({ fields: saved({ Size: 'Big', last_name: 'X' }) });

		expect(shown(columns)).toEqual(['name', 'PHONE', 'last_name', 'Size']);
	});

	it('also where n8n has noted every column, none with a value', async () => {
		const empty = Object.fromEntries(ids(await columnsOf({ definitions })).map((id) => [id, null]));
		const columns = await columnsOf({ definitions, fields: saved(empty) });

		expect(shown(columns)).toEqual(['name', 'PHONE', 'EMAIL']);
	});
});

describe('a column is named', () => {
	it('by the id of old in nodes of the first version', async () => {
		const columns = await columnsOf({ typeVersion: 1 });

		expect(ids(columns)).toEqual(expect.arrayContaining(['cf_1', 'cf_2', 'cf_3']));
		expect(shown(columns)).toEqual(['name', 'cf_1']);
	});

	it('as the saved form names it: what has no column n8n would drop', async () => {
		const columns = await columnsOf({
			operation: 'upsert',
			fields: saved({ cf_2: 'Big', 'met ON': '2026-01-31' }, ['cf_1']),
		});

		expect(ids(columns).filter((id) => /cf_|met/i.test(id))).toEqual(['cf_1', 'cf_2', 'met ON']);
		expect(columns.find(({ id }) => id === 'cf_1')).toMatchObject({ displayName: 'Phone' });
		expect(columns.find(({ id }) => id === 'cf_2')).toMatchObject({
			displayName: 'Size',
			type: 'options',
		});
	});

	it('also where the account lacks the field', async () => {
		const schema = [{ id: 'Order', displayName: 'Order no.', type: 'number', display: true }];
		const columns = await columnsOf({
			fields: { ...saved({ Order: 7, Other: '={{ $json.other }}' }), schema },
		});

		expect(columns.slice(-2)).toMatchObject([
			{ id: 'Order', displayName: 'Order no.', type: 'number', display: true },
			{ id: 'Other', displayName: 'Other', type: 'string', removed: false },
		]);
	});

	it('also where the account is known only when the workflow runs', async () => {
		const { fields } = await mapperColumns(
			{
				type,
				parameters: {
					authentication: 'installedAccount',
					account: { __rl: true, mode: 'domain', value: '={{ $json.account.domain }}' },
					resource: 'contact',
					operation: 'create',
					fields: saved({ Size: 'Big', PHONE: '+7' }),
				},
				credentials: {},
			},
			'map_contact',
		);

		expect(shown(fields)).toEqual(['name', 'PHONE', 'EMAIL', 'Size']);
	});

	it('by no text that n8n would evaluate', async () => {
		const enums = [{ id: 9, value: '={{ 1 }}' }];
		const definitions = [{ id: 1, name: '={{ $env.SECRET }}', type: 'select', enums }];
		const columns = await columnsOf({ definitions });

		const column = columns.find(({ displayName }) => displayName.includes('SECRET'));
		const { id, displayName, options = [] } = column!;
		for (const text of [id, displayName, options[0].name, String(options[0].value)])
			expect(text).not.toMatch(/^=/);
	});
});

it('fields to filter by are named as columns are, and by id in nodes of the first version', async () => {
	const account = new Account();
	account.api
		.get('/api/v4/contacts/custom_fields')
		.query(true)
		.reply(200, { _embedded: { custom_fields: FIELDS } });
	const open = async (typeVersion: number) =>
		await loadOptions(
			{
				type,
				typeVersion,
				parameters: { authentication: 'token', resource: 'contact', operation: 'getAll' },
				credentials: account.credentials,
			},
			'getFields_contact',
		);

	expect(await open(1.1)).toEqual([
		{ name: 'Size', value: 'Size' },
		{ name: 'Met on', value: 'Met on' },
	]);
	expect(await open(1)).toEqual([
		{ name: 'Size', value: 2 },
		{ name: 'Met on', value: 3 },
	]);
});

const NOTHING = 'There is nothing to write into the new';

describe.each([
	['lead', 'create', 'lead', {}],
	['contact', 'create', 'contact', {}],
	['company', 'create', 'company', {}],
	['customer', 'create', 'customer', {}],
	['segment', 'create', 'segment', {}],
	['catalogElement', 'create', 'catalog element', { catalog: { mode: 'id', value: '12' } }],
	['lead', 'createComplex', 'lead', {}],
	['contact', 'upsert', 'contact', { fields: saved({ id: '' }, ['id']) }],
])('%s: %s', (resource, operation, singular, parameters) => {
	it.each([
		['was mapped', saved({})],
		['that was mapped has a value', saved({ name: '={{ $json.none }}' })],
		['in the item is a field', { mappingMode: 'autoMapInputData', value: null }],
	])('is refused where nothing %s', async (_where, fields) => {
		const account = new Account();
		if (fields.value === null)
			account.api
				.get(/custom_fields/)
				.query(true)
				.optionally()
				.reply(204);
		const output = await outputOf(
			account,
			[resource, operation],
			{ fields, ...parameters },
			{ input: [{ json: { unknown: 1 } }], onError: 'continueRegularOutput' },
		);

		expect(output).toEqual([
			expect.objectContaining({ error: expect.stringContaining(`${NOTHING} ${singular}.`) }),
		]);
	});
});

describe('lead: create', () => {
	it('makes a lead of a pipeline alone, and says of each other item that it has nothing', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/leads', [{ pipeline_id: 7, request_id: '0' }])
			.reply(200, { _embedded: { leads: [{ id: 11, request_id: '0' }] } });

		const output = await outputOf(
			account,
			['lead', 'create'],
			{ fields: saved({ pipeline_id: '={{ $json.pipeline }}' }) },
			{
				input: [{ json: { pipeline: 7 } }, { json: {} }],
				onError: 'continueRegularOutput',
			},
		);

		expect(output).toMatchObject([
			{ id: 11 },
			{ error: expect.stringContaining(`${NOTHING} lead.`) },
		]);
	});
});

describe('contact: upsert', () => {
	it('takes the ids of old in values, in columns to match on and in those for new ones only', async () => {
		const account = new Account();
		const phone = { field_id: 1, values: [{ value: '+79001234567', enum_code: 'WORK' }] };
		account.api
			.get('/api/v4/contacts/custom_fields')
			.query(true)
			.reply(200, { _embedded: { custom_fields: FIELDS } });
		account.api
			.get('/api/v4/contacts')
			.query(true)
			.reply(200, { _embedded: { contacts: [{ id: 31, custom_fields_values: [phone] }] } });

		const output = await outputOf(account, ['contact', 'upsert'], {
			fields: saved({ cf_1: '+79001234567', cf_2: 'Big' }, ['cf_1']),
			newOnlyFields: ['cf_2'],
		});

		expect(output).toMatchObject([{ id: 31, operation: 'unchanged' }]);
	});
});
