import { packageNodes, Account } from '../support';
import { outputOf, runAction } from './action';

const destination = 'https://n8n.example.com/webhook/amo?a=b';

describe('webhook: subscribe', () => {
	it('sends the codes of the list and others as one list', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/webhooks', {
				destination,
				settings: ['add_lead', 'status_lead', 'add_catalog_element'],
				sort: 10,
			})
			.reply(201, {
				id: 1,
				destination,
				settings: ['add_lead', 'status_lead', 'add_catalog_element'],
			});

		const output = await outputOf(account, ['webhook', 'subscribe'], {
			destination,
			events: ['add_lead', 'status_lead'],
			additionalFields: { others: 'add_catalog_element', sort: 10 },
		});

		expect(output).toMatchObject([{ id: 1, destination }]);
	});

	it.each(['ftp://example.com', 'https://пример.рф/hook', 'example'])(
		'takes no address like %s',
		async (address) => {
			const run = await runAction(new Account(), ['webhook', 'subscribe'], {
				destination: address,
				events: ['add_lead'],
			});

			expect(run.errorOf('amoCRM')?.message).toBe(
				`The field "Destination" cannot be "${address}".`,
			);
		},
	);

	it('offers the documented codes and those that are only said to work', async () => {
		const nodes = await packageNodes();
		const node = nodes.find(({ description }) => description.name === 'amoCrm');
		const events = node?.description.properties.find(
			({ name, displayOptions }) =>
				name === 'events' && displayOptions?.show?.resource?.includes('webhook'),
		);
		const codes = (events?.options ?? []).map((option) => 'value' in option && option.value);

		expect(codes.sort()).toEqual(
			[
				'responsible_lead add_lead update_lead delete_lead restore_lead status_lead note_lead',
				'responsible_contact add_contact update_contact delete_contact restore_contact note_contact',
				'responsible_company add_company update_company delete_company restore_company note_company',
				'responsible_customer add_customer update_customer delete_customer note_customer',
				'responsible_task add_task update_task delete_task add_talk update_talk',
				'add_chat_template_review add_message',
				'add_outgoing_message delete_talk add_unsorted update_unsorted delete_unsorted',
				'add_catalog_element update_catalog_element delete_catalog_element',
			]
				.join(' ')
				.split(' ')
				.sort(),
		);
	});
});

describe('webhook: unsubscribe', () => {
	it('names the address in the body', async () => {
		const account = new Account();
		account.api.delete('/api/v4/webhooks', { destination }).reply(204);

		expect(await outputOf(account, ['webhook', 'unsubscribe'], { destination })).toEqual([
			{ unsubscribed: true, destination },
		]);
	});
});

describe('webhook: getAll', () => {
	it('reads the list, which has no pages', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/webhooks')
			.query({ 'filter[destination]': destination })
			.reply(200, { _embedded: { webhooks: [{ id: 1, destination }] } });

		expect(await outputOf(account, ['webhook', 'getAll'], { filters: { destination } })).toEqual([
			{ id: 1, destination },
		]);
	});
});
