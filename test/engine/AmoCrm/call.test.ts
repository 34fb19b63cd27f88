import { Account } from '../support';
import { outputOf, runAction } from './action';

const POST = { direction: 'inbound', duration: 54, source: 'PBX' };

describe('call: create', () => {
	it('keeps calls in one request; a number that belongs to nobody is the error of its item', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/calls', [
				{ ...POST, phone: '+79990000001', request_id: '0' },
				{ ...POST, phone: '+79990000002', request_id: '1' },
				{ ...POST, phone: '+79990000003', request_id: '2' },
			])
			.reply(200, {
				_total_items: 2,
				errors: [{ request_id: '1', title: 'Error', status: 263, detail: 'Entity not found' }],
				_embedded: {
					calls: [
						{ id: 71, entity_id: 5, entity_type: 'contact', account_id: 1, request_id: '0' },
						{ id: 73, entity_id: 6, entity_type: 'lead', account_id: 1, request_id: '2' },
					],
				},
			});

		const run = await runAction(
			account,
			['call', 'create'],
			{ ...POST, phone: '=+7999000000{{ $json.n }}' },
			{
				input: [{ json: { n: 1 } }, { json: { n: 2 } }, { json: { n: 3 } }],
				onError: 'continueRegularOutput',
			},
		);

		expect(run.output('amoCRM')).toMatchObject([
			{ json: { id: 71, entity_id: 5, entity_type: 'contact' }, pairedItem: { item: 0 } },
			{
				json: { error: `Nobody in the account ${account.domain} has the number +79990000002.` },
				pairedItem: { item: 1 },
			},
			{ json: { id: 73, entity_id: 6, entity_type: 'lead' }, pairedItem: { item: 2 } },
		]);
	});

	// Reports of users: PHP#52.
	it('of numbers that nobody has, which amoCRM answers 400, says so at each', async () => {
		const account = new Account();
		account.api.post('/api/v4/calls').reply(400, {
			_total_items: 0,
			errors: ['0', '1'].map((request_id) => ({
				request_id,
				title: 'Error',
				status: 263,
				detail: 'Entity not found',
			})),
		});

		const run = await runAction(
			account,
			['call', 'create'],
			{ ...POST, phone: '=+7999000000{{ $json.n }}' },
			{ input: [{ json: { n: 1 } }, { json: { n: 2 } }], onError: 'continueRegularOutput' },
		);

		expect(run.json('amoCRM').map(({ error }) => error)).toEqual(
			[1, 2].map((n) => `Nobody in the account ${account.domain} has the number +7999000000${n}.`),
		);
	});

	it('sends all that a call is told by', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/calls', [
				{
					direction: 'outbound',
					phone: '+79990000001',
					duration: 0,
					source: 'PBX',
					uniq: 'u1',
					link: 'https://example.com/1.mp3',
					call_responsible: 'Anna',
					call_result: 'Later',
					call_status: 2,
					responsible_user_id: 9,
					created_by: 9,
					updated_by: 9,
					created_at: 1769853600,
					updated_at: 1769853600,
					request_id: '0',
				},
			])
			.reply(200, { errors: [], _embedded: { calls: [{ id: 71, request_id: '0' }] } });

		const output = await outputOf(account, ['call', 'create'], {
			direction: 'outbound',
			phone: '+79990000001',
			duration: 0,
			source: 'PBX',
			additionalFields: {
				uniq: 'u1',
				link: 'https://example.com/1.mp3',
				callResponsible: 'Anna',
				callResult: 'Later',
				callStatus: 2,
				responsibleUserId: 9,
				createdBy: 9,
				updatedBy: 9,
				createdAt: '2026-01-31T10:00:00Z',
				updatedAt: '2026-01-31T10:00:00Z',
			},
		});

		expect(output).toEqual([{ id: 71 }]);
	});
});

describe('call: notify', () => {
	it('shows users who is calling', async () => {
		const account = new Account();
		account.api
			.post('/api/v2/events/', {
				add: [{ type: 'phone_call', phone_number: '+79990000001', users: [9, 10] }],
			})
			.reply(200, {
				_links: {},
				_embedded: {
					items: [{ element_id: 5, element_type: 1, uid: 'u1', phone_number: '+79990000001' }],
				},
			});

		const output = await outputOf(account, ['call', 'notify'], {
			phoneNumber: '+79990000001',
			additionalFields: { users: [9, 10] },
		});

		expect(output).toEqual([
			{ element_id: 5, element_type: 1, uid: 'u1', phone_number: '+79990000001' },
		]);
	});
});
