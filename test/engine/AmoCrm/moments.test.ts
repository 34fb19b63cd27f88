import { set } from 'lodash';
import { DateTime } from 'luxon';
import nock from 'nock';
import type { INodeParameters, INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { AmoCrm } from '../../../nodes/AmoCrm/AmoCrm.node';
import { Account, locator } from '../support';
import { runAction } from './action';
import { Chats, runChat } from './ownChats';

/** As the picker stores it. */
const TEN = '2026-02-05T10:00:00';

const ZONES = ['Europe/Moscow', 'America/Sao_Paulo', 'UTC', 'Pacific/Kiritimati'];

/** Where moments are given, below a property: `additionalFields.createdAt`. */
function momentsIn({ name, type, options = [] }: INodeProperties): string[] {
	if (type === 'dateTime') return [name];
	const inner = options.flatMap((option) => {
		if ('type' in option) return momentsIn(option);
		const { name: row, values = [] } = option as INodePropertyCollection;
		return values.flatMap(momentsIn).map((path) => `${row}.${path}`);
	});
	return inner.map((path) => `${name}.${path}`);
}

/** Every operation that takes moments, with all of them. */
const OPERATIONS = new Map<string, string[]>();
for (const property of new AmoCrm().description.properties) {
	const paths = momentsIn(property);
	const { resource = [], operation = [] } = property.displayOptions?.show ?? {};
	const key = `${String(resource[0])}/${String(operation[0])}`;
	// Chats are reached by a channel of one's own, below.
	if (paths.length > 0 && !key.startsWith('chat/'))
		OPERATIONS.set(key, [...(OPERATIONS.get(key) ?? []), ...paths]);
}

const source = { sourceName: 'Site', sourceUid: 'site', name: 'A' };

/** What else they cannot do without. */
const OTHERS: Record<string, INodeParameters> = {
	'call/create': { phone: '+79000000001', duration: 5, source: 'Office', direction: 'inbound' },
	'customerTransaction/create': { customer: locator('id', '7'), price: 5 },
	'note/getAll': { cardType: 'leads' },
	'task/create': { text: 'Call' },
	'task/update': { task: locator('id', '7') },
	'unsorted/createForm': { ...source, formId: '5', formName: 'Form', formPage: 'example.com' },
	'unsorted/createSip': {
		...source,
		phone: '+79000000001',
		from: 'Office',
		duration: 5,
		serviceCode: 'office',
		contact: { card: { name: 'Ann' } },
		additionalFields: { link: 'https://example.com/1.mp3', uniq: '1' },
	},
};

describe.each([...OPERATIONS])('%s', (key, paths) => {
	it.each(ZONES)('takes each of its moments in the time zone of the workflow, %s', async (zone) => {
		const [resource, operation] = key.split('/');
		const parameters: INodeParameters = structuredClone(OTHERS[key] ?? {});
		for (const path of paths) set(parameters, path, TEN);
		const account = new Account();
		const drive = 'https://drive-b.amocrm.ru';
		account.api.get('/api/v4/account').query(true).optionally().reply(200, { drive_url: drive });
		let sent = '';
		for (const host of [account.url, drive])
			for (const method of ['GET', 'POST', 'PATCH'])
				nock(host)
					.intercept(/^\/(?!api\/v4\/account)/, method)
					.optionally()
					.reply(function (path, body) {
						sent = `${decodeURIComponent(path)} ${JSON.stringify(body)}`;
						return [204];
					});

		await runAction(account, [resource, operation], parameters, { timezone: zone });

		const seconds = DateTime.fromISO(TEN, { zone }).toSeconds();
		expect(sent.split(String(seconds))).toHaveLength(paths.length + 1);
	});
});

const message = {
	conversationId: 'chat-17',
	clientId: 'user-17',
	clientName: 'Ann',
	messageId: 'm-1',
	text: 'Hello',
};

describe.each([
	['sendMessage', { additionalFields: { sentAt: TEN } }],
	['importHistory', { sentAt: TEN }],
])('chat/%s', (operation, moment) => {
	it.each(ZONES)('takes its moment in the time zone of the workflow, %s', async (timezone) => {
		const chats = new Chats(new Account()).tellAmojoId();
		const sent: unknown[] = [];
		const take = ({ payload }: { payload?: unknown }) => sent.push(payload) > 0;
		chats.api.post(`/${chats.scopeId}/chats`).optionally().reply(200, { id: 'ref-17' });
		chats.api
			.get(/history/)
			.query(true)
			.optionally()
			.reply(204);
		chats.api.post(`/${chats.scopeId}`, take).reply(200, { new_message: {} });

		await runChat(chats, operation, { ...message, ...moment }, { timezone });

		const at = DateTime.fromISO(TEN, { zone: timezone });
		expect(sent).toEqual([
			expect.objectContaining({ timestamp: at.toSeconds(), msec_timestamp: at.toMillis() }),
		]);
	});
});

it('many operations take moments', () => {
	expect(OPERATIONS.size).toBeGreaterThan(10);
});
