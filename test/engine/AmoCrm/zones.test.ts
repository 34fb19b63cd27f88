import { DateTime } from 'luxon';
import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';

import { AmoCrm } from '../../../nodes/AmoCrm/AmoCrm.node';
import { Account, runWorkflow } from '../support';
import { action } from './action';

/** Where the workflow runs, and where the account is. */
const PLACES = [
	['Europe/Moscow', 'America/Sao_Paulo'],
	['America/Sao_Paulo', 'Pacific/Kiritimati'],
	['UTC', 'Pacific/Pago_Pago'],
	['Pacific/Kiritimati', 'Europe/Moscow'],
];

const FIELDS = [
	{ id: 1, name: 'Delivery', type: 'date', enums: null },
	{ id: 2, name: 'Birthday', type: 'birthday', enums: null },
	{ id: 3, name: 'Called', type: 'date_time', enums: null },
];

/** As the picker stores it: it means ten o'clock in the workflow's time zone. */
const TEXT = '2026-02-05T10:00:00';

/** The node as an agent's tool, which n8n makes of it under this name. */
const tool = (): INodeType =>
	Object.create(new AmoCrm(), {
		description: { value: { ...new AmoCrm().description, name: 'amoCrmTool' } },
	}) as INodeType;

/** Evaluates something in another zone first: what it leaves in luxon must not matter. */
const ELSEWHERE = '={{ $now.setZone("Asia/Tokyo").toISO() && ';

/** The ways in which a value comes into a parameter. */
const WAYS: Record<string, (parts: { text: string; exact: string }) => unknown> = {
	'a text, as the picker writes it': ({ text }) => text,
	'a text as Russians write it': ({ text }) =>
		DateTime.fromISO(text, { zone: 'utc' }).toFormat('dd.MM.yyyy HH:mm'),
	'a text with an offset': ({ exact }) => exact,
	'a reference to the input': () => '={{ $json.at }}',
	'an expression': () => `${ELSEWHERE}$json.at }}`,
	'luxon in an expression': () => '={{ DateTime.fromISO($json.at) }}',
	'Unix seconds in an expression': () => '={{ DateTime.fromISO($json.exact).toSeconds() }}',
};

describe.each(PLACES)('a workflow in %s writes to an account in %s', (timezone, accountZone) => {
	const moment = DateTime.fromISO(TEXT, { zone: timezone });
	const midnight = DateTime.fromISO('2026-02-05', { zone: accountZone }).toSeconds();
	const parts = { text: TEXT, exact: moment.toISO() ?? '' };
	const input = [{ json: { at: TEXT, exact: moment.toUTC().toISO() ?? '' } }];

	function knowing(account: Account, card: string): Account {
		account.api
			.get(`/api/v4/${card}/custom_fields`)
			.query(true)
			.reply(200, { _embedded: { custom_fields: FIELDS } });
		account.api
			.get('/api/v4/account')
			.query(true)
			.reply(200, { _embedded: { datetime_settings: { timezone: accountZone } } });
		return account;
	}

	/** What amoCRM is sent. */
	async function written(
		[resource, path]: [resource: string, path: string],
		parameters: INodeParameters,
		{ json, isTool = false, account = new Account() }: Sending = {},
	): Promise<IDataObject> {
		let body: IDataObject[] = [];
		account.api
			.post(`/api/v4/${path}`, (sent: IDataObject[]) => {
				body = sent;
				return true;
			})
			.reply(200, { _embedded: { [path]: [{ id: 1, request_id: '0' }] } });
		const node = action(resource, 'create', parameters);
		const run = await runWorkflow({
			nodes: [{ ...node, type: isTool ? `${node.type}Tool` : node.type }],
			nodeTypes: isTool ? [tool()] : [],
			credentials: account.credentials,
			input: json ? [{ json }] : input,
			timezone,
		});
		expect(run.error).toBeUndefined();
		return body[0];
	}

	interface Sending {
		json?: IDataObject;
		isTool?: boolean;
		account?: Account;
	}

	const CARD = {
		name: 'A',
		created_at: moment.toSeconds(),
		custom_fields_values: [
			{ field_id: 1, values: [{ value: midnight }] },
			{ field_id: 2, values: [{ value: midnight }] },
			{ field_id: 3, values: [{ value: moment.toSeconds() }] },
		],
		request_id: '0',
	};

	/** Seconds are what amoCRM gives for a day: they are read where the account is. */
	const dayOf = (way: string, value: unknown) =>
		way.startsWith('Unix') ? '2026-02-05' : (value as string);

	it.each(Object.entries(WAYS))('the due date of a task: %s', async (_way, valueOf) => {
		const completeTill = valueOf(parts) as string;
		for (const isTool of [false, true]) {
			const body = await written(['task', 'tasks'], { text: 'Call', completeTill }, { isTool });
			expect(body.complete_till).toBe(moment.toSeconds());
		}
	});

	it.each(Object.entries(WAYS))('the fields of a form: %s', async (way, valueOf) => {
		const value = valueOf(parts) as string;
		const day = dayOf(way, value);
		const body = await written(
			['contact', 'contacts'],
			{
				fields: {
					mappingMode: 'defineBelow',
					value: { name: 'A', created_at: value, cf_1: day, cf_2: day, cf_3: value },
					// With it n8n would cast the values, in whatever zone.
					schema: ['created_at', 'cf_1', 'cf_2', 'cf_3'].map((id) => ({
						id,
						displayName: id,
						type: 'dateTime',
						required: false,
						defaultMatch: false,
						display: true,
					})),
				},
			},
			{ account: knowing(new Account(), 'contacts') },
		);
		expect(body).toEqual(CARD);
	});

	it.each([
		['a text', TEXT],
		['a text with an offset', parts.exact],
		['a moment in UTC', moment.toUTC().toISO()],
		['as Russians write', '05.02.2026 10:00'],
	])('an item that is mapped automatically: %s', async (_way, value) => {
		const body = await written(
			['contact', 'contacts'],
			{ fields: { mappingMode: 'autoMapInputData', value: null } },
			{
				json: { name: 'A', created_at: value, Delivery: value, Birthday: value, Called: value },
				account: knowing(new Account(), 'contacts'),
			},
		);
		expect(body).toEqual(CARD);
	});

	it('filters of a list', async () => {
		const account = knowing(new Account(), 'leads');
		let asked: IDataObject = {};
		account.api
			.get('/api/v4/leads')
			.query((query) => {
				asked = query as IDataObject;
				return true;
			})
			.reply(204);
		const run = await runWorkflow({
			nodes: [
				action('lead', 'getAll', {
					filters: {
						createdFrom: TEXT,
						customFields: {
							rows: [
								{ field: 1, value: '05.02.2026', from: '', to: '' },
								{ field: 3, from: '={{ $json.at }}', to: '2026-02-05' },
							],
						},
					},
				}),
			],
			credentials: account.credentials,
			input,
			timezone,
		});
		expect(run.error).toBeUndefined();
		const endOf = (zone: string) =>
			DateTime.fromISO('2026-02-05', { zone }).endOf('day').toUnixInteger();
		expect(asked).toMatchObject({
			'filter[created_at][from]': String(moment.toSeconds()),
			'filter[custom_fields_values][1][from]': String(midnight),
			'filter[custom_fields_values][1][to]': String(endOf(accountZone)),
			'filter[custom_fields_values][3][from]': String(moment.toSeconds()),
			'filter[custom_fields_values][3][to]': String(endOf(timezone)),
		});
	});
});
