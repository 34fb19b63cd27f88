import type { DataMatcherMap } from 'nock';
import type { INodeParameters } from 'n8n-workflow';

import { Account, listSearch, locator } from '../support';
import { outputOf, runAction } from './action';
import { nodeType } from '../../../tools/system/manifest';

const onLead: INodeParameters = { cardType: 'leads', card: locator('id', '={{ $json.card }}') };

const call = { phone: '+79990000001', duration: 54, source: 'PBX' };

/** Each type with its parameters in n8n and amoCRM's `params`. */
const types: Array<[type: string, parameters: INodeParameters, params: DataMatcherMap]> = [
	['common', { text: 'Hi' }, { text: 'Hi' }],
	['call_in', call, call],
	[
		'call_out',
		{
			...call,
			additionalFields: {
				uniq: 'u1',
				link: 'https://example.com/1.mp3',
				callResponsible: '9',
				callResult: 'Agreed',
				callStatus: 4,
			},
		},
		{
			...call,
			uniq: 'u1',
			link: 'https://example.com/1.mp3',
			call_responsible: 9,
			call_result: 'Agreed',
			call_status: 4,
		},
	],
	['service_message', { text: 'Hi', service: 'n8n' }, { text: 'Hi', service: 'n8n' }],
	['extended_service_message', { text: 'Hi', service: 'n8n' }, { text: 'Hi', service: 'n8n' }],
	['message_cashier', { text: 'Hi', status: 'shown' }, { text: 'Hi', status: 'shown' }],
	[
		'geolocation',
		{ text: 'Here', address: 'A street', longitude: '37.6', latitude: '55.7' },
		{ text: 'Here', address: 'A street', longitude: '37.6', latitude: '55.7' },
	],
	['sms_in', { text: 'Hi', phone: '+7999' }, { text: 'Hi', phone: '+7999' }],
	['sms_out', { text: 'Hi', phone: '+7999' }, { text: 'Hi', phone: '+7999' }],
	[
		'attachment',
		{ fileUuid: 'f-1', fileName: 'a.pdf', additionalFields: { versionUuid: 'v-1' } },
		{ file_uuid: 'f-1', file_name: 'a.pdf', version_uuid: 'v-1' },
	],
];

describe('note: create', () => {
	it.each(types)('writes a note of the type %s', async (noteType, parameters, params) => {
		const account = new Account();
		account.api
			.post('/api/v4/leads/notes', [
				{ params, note_type: noteType, entity_id: 501, request_id: '0' },
			])
			.reply(200, {
				_embedded: { notes: [{ id: 71, entity_id: 501, request_id: '0', _links: {} }] },
			});

		const output = await outputOf(
			account,
			['note', 'create'],
			{ ...onLead, noteType, ...parameters },
			{ input: [{ json: { card: 501 } }] },
		);

		expect(output).toEqual([{ id: 71, entity_id: 501 }]);
	});

	it('writes on many cards in one request, on whose behalf and how quietly it is told', async () => {
		const account = new Account();
		const sent = {
			params: { text: 'Hi' },
			note_type: 'common',
			created_by: 9,
			responsible_user_id: 9,
			is_need_to_trigger_digital_pipeline: false,
		};
		account.api
			.post('/api/v4/leads/notes', [
				{ ...sent, entity_id: 501, request_id: '0' },
				{ ...sent, entity_id: 502, request_id: '1' },
			])
			.reply(200, {
				_embedded: {
					notes: [
						{ id: 72, request_id: '1' },
						{ id: 71, request_id: '0' },
					],
				},
			});

		const output = await outputOf(
			account,
			['note', 'create'],
			{
				...onLead,
				noteType: 'common',
				text: 'Hi',
				additionalFields: {
					createdBy: 9,
					responsibleUserId: 9,
					isNeedToTriggerDigitalPipeline: false,
				},
			},
			{ input: [{ json: { card: 501 } }, { json: { card: 502 } }] },
		);

		expect(output).toEqual([{ id: 71 }, { id: 72 }]);
	});

	it('knows no other type', async () => {
		const run = await runAction(new Account(), ['note', 'create'], {
			cardType: 'leads',
			card: locator('id', 501),
			noteType: 'chat',
		});

		expect(run.errorOf('amoCRM')?.message).toBe('The field "Type" cannot be "chat".');
	});
});

describe('note: get', () => {
	it('reads one', async () => {
		const account = new Account('kommo.com');
		account.api
			.get('/api/v4/contacts/notes/71')
			.query({ with: 'is_pinned' })
			.reply(200, { id: 71, note_type: 'common', params: { text: 'Hi' }, _links: {} });

		const output = await outputOf(account, ['note', 'get'], {
			cardType: 'contacts',
			note: locator('id', 71),
			with: ['is_pinned'],
		});

		expect(output).toEqual([{ id: 71, note_type: 'common', params: { text: 'Hi' } }]);
	});

	it('finds one by its text in the editor', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/leads/notes')
			.query({ page: '1', limit: '250' })
			.reply(200, {
				_embedded: {
					notes: [
						{ id: 71, note_type: 'common', params: { text: 'Hi Anna' } },
						{ id: 72, note_type: 'call_in', params: { phone: '+7' } },
					],
				},
			});

		const found = await listSearch(
			{
				type: nodeType('amoCrm'),
				parameters: {
					authentication: 'token',
					resource: 'note',
					operation: 'get',
					cardType: 'leads',
				},
				credentials: account.credentials,
			},
			'search_note',
		);

		expect(found.results).toEqual([
			{ name: 'Hi Anna', value: '71' },
			{ name: 'call_in', value: '72' },
		]);
	});
});

describe('note: getAll', () => {
	it('asks for types, cards and changes', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/customers/notes')
			.query((query) => {
				expect(query).toEqual({
					'filter[id][]': '71',
					'filter[entity_id][]': ['501', '502'],
					'filter[note_type][]': ['common', 'call_in'],
					'filter[updated_at][from]': '1769853600',
					'order[updated_at]': 'desc',
					page: '1',
					limit: '50',
				});
				return true;
			})
			.reply(200, { _embedded: { notes: [{ id: 71, _links: {} }] } });

		const output = await outputOf(account, ['note', 'getAll'], {
			cardType: 'customers',
			filters: {
				ids: '71',
				entityIds: '501, 502',
				noteTypes: ['common', 'call_in'],
				updatedFrom: '2026-01-31T10:00:00Z',
			},
			order: { sort: { by: 'updated_at', direction: 'desc' } },
		});

		expect(output).toEqual([{ id: 71 }]);
	});
});

describe('note: update', () => {
	it('changes notes in one request', async () => {
		const account = new Account();
		const sent = { params: { text: 'New' }, note_type: 'common' };
		account.api
			.patch('/api/v4/companies/notes', [
				{ ...sent, id: 71, request_id: '0' },
				{ ...sent, id: 72, request_id: '1' },
			])
			.reply(200, {
				_embedded: {
					notes: [
						{ id: 71, entity_id: 501, updated_at: 1 },
						{ id: 72, entity_id: 502, updated_at: 1 },
					],
				},
			});

		const output = await outputOf(
			account,
			['note', 'update'],
			{
				cardType: 'companies',
				note: locator('id', '={{ $json.id }}'),
				noteType: 'common',
				text: 'New',
			},
			{ input: [{ json: { id: 71 } }, { json: { id: 72 } }] },
		);

		expect(output).toEqual([
			{ id: 71, entity_id: 501, updated_at: 1 },
			{ id: 72, entity_id: 502, updated_at: 1 },
		]);
	});
});

describe.each([
	{ operation: 'pin', pinned: true },
	{ operation: 'unpin', pinned: false },
])('note: $operation', ({ operation, pinned }) => {
	const parameters = { cardType: 'leads', note: locator('id', 71) };

	it('asks Kommo', async () => {
		const account = new Account('kommo.com');
		account.api.post(`/api/v4/leads/notes/71/${operation}`).reply(204);

		expect(await outputOf(account, ['note', operation], parameters)).toEqual([{ pinned, id: 71 }]);
	});

	it('says that amoCRM has no such thing', async () => {
		const account = new Account();

		const run = await runAction(account, ['note', operation], parameters);

		expect(run.errorOf('amoCRM')?.message).toContain(
			`works only in Kommo, and ${account.domain} is an account of amoCRM.`,
		);
	});
});
