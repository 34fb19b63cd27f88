import { Account, locator } from '../support';
import { outputOf, runAction } from './action';

const CHAT = '6cbab3d5-c4c1-46ff-b710-ad59ad10805f';

describe('contactChat: link', () => {
	it('gives chats to contacts in one request', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/contacts/chats', [
				{ chat_id: CHAT, contact_id: 601, request_id: '0' },
				{ chat_id: CHAT, contact_id: 602, request_id: '1' },
			])
			.reply(200, {
				_total_items: 2,
				_embedded: {
					chats: [
						{ id: 12, contact_id: 602, chat_id: CHAT, request_id: '1' },
						{ id: 11, contact_id: 601, chat_id: CHAT, request_id: '0' },
					],
				},
			});

		const output = await outputOf(
			account,
			['contactChat', 'link'],
			{ contact: locator('id', '={{ $json.id }}'), chatId: CHAT },
			{ input: [{ json: { id: 601 } }, { json: { id: 602 } }] },
		);

		expect(output).toEqual([
			{ id: 11, contact_id: 601, chat_id: CHAT },
			{ id: 12, contact_id: 602, chat_id: CHAT },
		]);
	});
});

describe('contactChat: getAll', () => {
	it.each([
		[{ contactIds: '601, 602' }, { 'contact_id[]': ['601', '602'] }],
		[{ chatIds: CHAT }, { 'chat_id[]': CHAT }],
	])('asks without the word filter: %j', async (filters, expected) => {
		const account = new Account();
		const chats = [{ id: 11, contact_id: 601, chat_id: CHAT }];
		account.api
			.get('/api/v4/contacts/chats')
			.query((query) => {
				expect(query).toEqual(expected);
				return true;
			})
			.reply(200, { _total_items: 1, _embedded: { chats } });

		expect(await outputOf(account, ['contactChat', 'getAll'], { filters })).toEqual(chats);
	});
});

const template = { chatTemplate: locator('id', '={{ $json.id }}') };

const items = { input: [{ json: { id: 41 } }] };

describe('chatTemplate: create', () => {
	it('sends a template of WhatsApp with all that it has', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/chats/templates', [
				{
					name: 'Hello',
					content: 'Hi {{contact.name}}',
					type: 'waba',
					external_id: 'e1',
					is_editable: true,
					buttons: [
						{ type: 'inline', text: 'Yes' },
						{ type: 'url', text: 'Look', url: 'https://example.com' },
					],
					attachment: { id: 'f-1', name: 'a.png', type: 'picture' },
					waba_category: 'UTILITY',
					waba_examples: { '{{contact.name}}': 'Anna' },
					waba_footer: 'Bye',
					waba_header: 'Hello',
					waba_header_type: 'text',
					waba_language: 'ru',
					request_id: '0',
				},
			])
			.reply(200, { _embedded: { chat_templates: [{ id: 41, request_id: '0', _links: {} }] } });

		const output = await outputOf(account, ['chatTemplate', 'create'], {
			name: 'Hello',
			content: '=Hi {{ "{" + "{contact.name}" + "}" }}',
			additionalFields: {
				type: 'waba',
				externalId: 'e1',
				isEditable: true,
				buttons: {
					rows: [
						{ type: 'inline', text: 'Yes', url: '' },
						{ type: 'url', text: 'Look', url: 'https://example.com' },
					],
				},
				attachmentId: 'f-1',
				attachmentName: 'a.png',
				attachmentType: 'picture',
				wabaCategory: 'UTILITY',
				wabaExamples: '{"{{contact.name}}":"Anna"}',
				wabaFooter: 'Bye',
				wabaHeader: 'Hello',
				wabaHeaderType: 'text',
				wabaLanguage: 'ru',
			},
		});

		expect(output).toEqual([{ id: 41 }]);
	});
});

describe('chatTemplate: get', () => {
	it('reads one with its reviews', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/chats/templates/41')
			.query({ with: 'reviews' })
			.reply(200, { id: 41, _links: {}, _embedded: { reviews: [{ id: 1 }] } });

		const output = await outputOf(
			account,
			['chatTemplate', 'get'],
			{ ...template, with: ['reviews'] },
			items,
		);

		expect(output).toEqual([{ id: 41, reviews: [{ id: 1 }] }]);
	});
});

describe('chatTemplate: getAll', () => {
	it('reads them by fifty', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/chats/templates')
			.query({ page: '1', limit: '50', 'filter[external_id]': 'e1' })
			.reply(200, { _embedded: { chat_templates: [{ id: 41 }] } });

		const output = await outputOf(account, ['chatTemplate', 'getAll'], {
			returnAll: true,
			filters: { externalId: 'e1' },
		});

		expect(output).toEqual([{ id: 41 }]);
	});
});

describe('chatTemplate: update', () => {
	it('changes what is given', async () => {
		const account = new Account();
		account.api
			.patch('/api/v4/chats/templates', [{ content: 'Hi', id: 41, request_id: '0' }])
			.reply(200, { _embedded: { chat_templates: [{ id: 41, content: 'Hi' }] } });

		const output = await outputOf(
			account,
			['chatTemplate', 'update'],
			{ ...template, updateFields: { content: 'Hi' } },
			items,
		);

		expect(output).toEqual([{ id: 41, content: 'Hi' }]);
	});
});

describe('chatTemplate: delete', () => {
	it('says which was deleted', async () => {
		const account = new Account();
		account.api.delete('/api/v4/chats/templates/41', (body) => body === '').reply(204);

		expect(await outputOf(account, ['chatTemplate', 'delete'], template, items)).toEqual([
			{ deleted: true, id: 41 },
		]);
	});
});

describe('chatTemplate: sendForReview', () => {
	it('gives the reviews that began', async () => {
		const account = new Account();
		const reviews = [{ id: 1, source_id: 2, status: 'review', reject_reason: '' }];
		account.api
			.post('/api/v4/chats/templates/41/review', {})
			.reply(200, { _embedded: { reviews } });

		expect(await outputOf(account, ['chatTemplate', 'sendForReview'], template, items)).toEqual([
			{ reviews },
		]);
	});
});

describe('chatTemplate: setReviewStatus', () => {
	it('says why WhatsApp refused a template', async () => {
		const account = new Account();
		const said = { status: 'rejected', reject_reason: 'Not checked' };
		account.api
			.post('/api/v4/chats/templates/41/review/7351', said)
			.reply(200, { id: 7351, source_id: 29420107, ...said });

		const output = await outputOf(
			account,
			['chatTemplate', 'setReviewStatus'],
			{
				...template,
				reviewId: '={{ 7351 }}',
				status: 'rejected',
				additionalFields: { rejectReason: 'Not checked' },
			},
			items,
		);

		expect(output).toEqual([{ id: 7351, source_id: 29420107, ...said }]);
	});

	it('refuses what is no number of a review', async () => {
		const run = await runAction(
			new Account(),
			['chatTemplate', 'setReviewStatus'],
			{ ...template, reviewId: 'first', status: 'approved' },
			items,
		);

		expect(run.errorOf('amoCRM')?.message).toBe('"first" is not the id of a review.');
	});
});
