import { Account, listSearch, locator } from '../support';
import { outputOf, runAction } from './action';
import { nodeType } from '../../../tools/system/manifest';

const UID = 'aa401affb0094076b7449008363c1dc7';
const one = { unsorted: locator('id', UID) };

const answered = {
	_embedded: {
		unsorted: [
			{
				uid: UID,
				account_id: 1,
				request_id: '0',
				_links: {},
				_embedded: { contacts: [{ id: 6 }], leads: [{ id: 5, _links: {} }], companies: [] },
			},
		],
	},
};

const made = {
	uid: UID,
	account_id: 1,
	contacts: [{ id: 6 }],
	leads: [{ id: 5 }],
	companies: [],
};

const source = { sourceName: 'Site', sourceUid: 's1' };

const form = {
	...source,
	formId: 'f1',
	formName: 'Ask',
	formPage: 'https://example.com',
	formSentAt: '2026-01-31T10:00:00Z',
};

const sentForm = {
	form_id: 'f1',
	form_name: 'Ask',
	form_page: 'https://example.com',
	form_sent_at: 1769853600,
};

describe('unsorted: createForm', () => {
	it('sends the form with its lead, contact and company', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/leads/unsorted/forms', [
				{
					source_name: 'Site',
					source_uid: 's1',
					metadata: {
						...sentForm,
						ip: '192.0.2.1',
						referer: 'https://example.org',
						visitor_uid: 'v1',
					},
					pipeline_id: 7,
					created_at: 1769853600,
					_embedded: {
						leads: [
							{
								visitor_uid: 'v1',
								name: 'Ask',
								price: 5000,
								_embedded: { tags: [{ name: 'VIP' }, { name: 'n8n' }] },
							},
						],
						contacts: [
							{
								name: 'Anna',
								custom_fields_values: [
									{ field_id: 77, values: [{ value: 'x' }] },
									{ field_code: 'PHONE', values: [{ value: '+79990000001' }] },
									{ field_code: 'EMAIL', values: [{ value: 'anna@example.com' }] },
								],
							},
						],
						companies: [{ name: 'Firm' }],
					},
					request_id: '0',
				},
			])
			.reply(200, answered);

		const output = await outputOf(account, ['unsorted', 'createForm'], {
			...form,
			additionalFields: {
				ip: '192.0.2.1',
				referer: 'https://example.org',
				visitorUid: 'v1',
				pipelineId: 7,
				createdAt: '2026-01-31T10:00:00Z',
				lead: {
					card: { name: 'Ask', price: 5000, tags: 'VIP, n8n', others: '{"visitor_uid":"v1"}' },
				},
				contact: {
					card: {
						name: 'Anna',
						phone: '+79990000001',
						email: 'anna@example.com',
						others: '{"custom_fields_values":[{"field_id":77,"values":[{"value":"x"}]}]}',
					},
				},
				company: { card: { name: 'Firm' } },
			},
		});

		expect(output).toEqual([made]);
	});

	it('sends no card that was not filled in', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/leads/unsorted/forms', [
				{
					source_name: 'Site',
					source_uid: 's1',
					metadata: sentForm,
					request_id: '0',
				},
			])
			.reply(200, answered);

		expect(await outputOf(account, ['unsorted', 'createForm'], form)).toEqual([made]);
	});
});

describe('unsorted: createSip', () => {
	const call = {
		...source,
		phone: '+79990000001',
		from: 'PBX',
		calledAt: '2026-01-31T10:00:00Z',
		duration: 54,
		serviceCode: 'code',
	};

	it('sends the call with its contact', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/leads/unsorted/sip', [
				{
					source_name: 'Site',
					source_uid: 's1',
					metadata: {
						phone: '+79990000001',
						from: 'PBX',
						called_at: 1769853600,
						duration: 54,
						service_code: 'code',
						uniq: 'u1',
						link: 'https://example.com/1.mp3',
						call_responsible: 9,
						is_call_event_needed: true,
					},
					_embedded: { contacts: [{ name: 'Anna' }] },
					request_id: '0',
				},
			])
			.reply(200, answered);

		const output = await outputOf(account, ['unsorted', 'createSip'], {
			...call,
			contact: { card: { name: 'Anna' } },
			additionalFields: {
				uniq: 'u1',
				link: 'https://example.com/1.mp3',
				callResponsible: '9',
				isCallEventNeeded: true,
			},
		});

		expect(output).toEqual([made]);
	});

	it.each([
		['Contact', {}, { uniq: 'u1', link: 'https://example.com/1.mp3' }],
		['Unique ID', { card: { name: 'Anna' } }, { link: 'https://example.com/1.mp3' }],
		['Recording URL', { card: { name: 'Anna' } }, { uniq: 'u1', link: '' }],
	])('asks for the %s, without which amoCRM takes no call', async (what, contact, further) => {
		const run = await runAction(new Account(), ['unsorted', 'createSip'], {
			...call,
			contact,
			additionalFields: further,
		});

		expect(run.errorOf('amoCRM')?.message).toBe(`"${what}" is missing.`);
	});
});

describe('unsorted: get', () => {
	it('reads one by its uid', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/leads/unsorted/${UID}`)
			.reply(200, { uid: UID, category: 'forms', _links: {}, _embedded: { leads: [{ id: 5 }] } });

		expect(await outputOf(account, ['unsorted', 'get'], one)).toEqual([
			{ uid: UID, category: 'forms', leads: [{ id: 5 }] },
		]);
	});

	it('says so where there is none', async () => {
		const account = new Account();
		account.api.get(`/api/v4/leads/unsorted/${UID}`).reply(204);

		const run = await runAction(account, ['unsorted', 'get'], one);

		expect(run.errorOf('amoCRM')?.message).toBe(
			`The account ${account.domain} has no incoming lead ${UID}.`,
		);
	});

	it('finds them in the editor', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/leads/unsorted')
			.query(true)
			.reply(200, {
				_embedded: { unsorted: [{ uid: UID, source_name: 'Site', category: 'forms' }] },
			});

		const found = await listSearch(
			{
				type: nodeType('amoCrm'),
				parameters: { authentication: 'token', resource: 'unsorted', operation: 'get' },
				credentials: account.credentials,
			},
			'search_unsorted',
		);

		expect(found.results).toEqual([{ name: 'Site (forms)', value: UID }]);
	});
});

describe('unsorted: getAll', () => {
	it('asks by category and pipeline', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/leads/unsorted')
			.query((query) => {
				expect(query).toEqual({
					'filter[uid]': UID,
					'filter[category][]': ['sip', 'forms'],
					'filter[pipeline_id][]': '7',
					'order[created_at]': 'desc',
					page: '1',
					limit: '50',
				});
				return true;
			})
			.reply(200, { _embedded: { unsorted: [{ uid: UID, _links: {} }] } });

		const output = await outputOf(account, ['unsorted', 'getAll'], {
			filters: { uid: UID, categories: ['sip', 'forms'], pipelines: [7] },
			order: { sort: { by: 'created_at', direction: 'desc' } },
		});

		expect(output).toEqual([{ uid: UID }]);
	});
});

describe('unsorted: accept', () => {
	it('puts it on a stage, for a user', async () => {
		const account = new Account();
		account.api
			.post(`/api/v4/leads/unsorted/${UID}/accept`, { user_id: 9, status_id: 11 })
			.reply(200, { uid: UID, _links: {}, _embedded: { leads: [{ id: 5, _links: {} }] } });

		const output = await outputOf(account, ['unsorted', 'accept'], {
			...one,
			additionalFields: { userId: 9, statusId: 11 },
		});

		expect(output).toEqual([{ uid: UID, leads: [{ id: 5 }] }]);
	});

	it('says so where there is none', async () => {
		const account = new Account();
		account.api.post(`/api/v4/leads/unsorted/${UID}/accept`, {}).reply(404, { status: 404 });

		const run = await runAction(account, ['unsorted', 'accept'], one);

		expect(run.errorOf('amoCRM')?.message).toBe(
			`The account ${account.domain} has no incoming lead ${UID}.`,
		);
	});
});

describe('unsorted: decline', () => {
	it('refuses it', async () => {
		const account = new Account();
		account.api
			.delete(`/api/v4/leads/unsorted/${UID}/decline`, { user_id: 9 })
			.reply(200, { uid: UID, _embedded: { leads: [{ id: 5 }] } });

		const output = await outputOf(account, ['unsorted', 'decline'], {
			...one,
			additionalFields: { userId: 9 },
		});

		expect(output).toEqual([{ uid: UID, leads: [{ id: 5 }] }]);
	});
});

describe('unsorted: link', () => {
	it('puts a chat on a card, for one of its contacts', async () => {
		const account = new Account();
		account.api
			.post(`/api/v4/leads/unsorted/${UID}/link`, {
				user_id: 9,
				link: { entity_type: 'leads', entity_id: 501, metadata: { contact_id: 601 } },
			})
			.reply(200, { uid: UID, _embedded: { leads: [{ id: 501 }] } });

		const output = await outputOf(account, ['unsorted', 'link'], {
			...one,
			cardType: 'leads',
			card: locator('id', 501),
			additionalFields: { userId: 9, contactId: 601 },
		});

		expect(output).toEqual([{ uid: UID, leads: [{ id: 501 }] }]);
	});
});

describe('unsorted: summary', () => {
	it('counts those of pipelines and times', async () => {
		const account = new Account();
		const counted = { total: 3, accepted: 1, declined: 1, average_sort_time: 20, categories: {} };
		account.api
			.get('/api/v4/leads/unsorted/summary')
			.query((query) => {
				expect(query).toEqual({
					'filter[uid]': UID,
					'filter[pipeline_id][]': '7',
					'filter[created_at][from]': '1769853600',
				});
				return true;
			})
			.reply(200, { ...counted, _links: {} });

		const output = await outputOf(account, ['unsorted', 'summary'], {
			filters: { uid: UID, pipelines: [7], createdFrom: '2026-01-31T10:00:00Z' },
		});

		expect(output).toEqual([counted]);
	});
});
