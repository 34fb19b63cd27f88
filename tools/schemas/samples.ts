import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Stage } from './stage';

const PHONE = '+15550100';
const CHAT_ID = '6cbab3d5-c4c1-46ff-b710-ad59ad10805f';
const BOT_ID = 321;
const WAITING_ID = 123;

type Models = Array<Record<string, unknown>>;

/** What nothing in the node can create. */
const SEEDS: Array<[collection: string, models: Models]> = [
	['talks', [{}, {}]],
	['bots', [{ name: 'Example' }]],
	['bots/waiting', [{ id: WAITING_ID, bot_id: BOT_ID }]],
	['widgets', [{}]],
	['leads/unsorted', [{}, {}, {}]],
];

/** An account leads its customers in one of two ways. */
const modeOn = ({ platform }: Stage['account']) =>
	platform === 'kommo' ? 'periodicity' : 'segments';

/** Fills an account with what operations need before anything was made by them. */
export async function seed(stage: Stage): Promise<void> {
	const { control, account } = stage;
	const plant = async (collection: string, models: Models) =>
		await control.seed(account.subdomain, collection, models);
	for (const [collection, models] of SEEDS) await plant(collection, models);
	const lead = (await plant('leads', [{ name: 'Example' }]))[0];
	await plant('leads/subscriptions', [
		{ entity_id: lead, subscriber_id: account.adminUserId, type: 'user' },
	]);
	const mode = modeOn(account);
	await stage.ask('PATCH', '/api/v4/customers/mode', { mode, is_enabled: true });
	await stage.ask('POST', '/api/v4/contacts', [
		{ name: 'Ann', custom_fields_values: [{ field_code: 'PHONE', values: [{ value: PHONE }] }] },
	]);
	// One that stays empty, to be deleted.
	await stage.ask('POST', '/api/v4/leads/pipelines', [
		{ name: 'Empty', sort: 1000, is_main: false, is_unsorted_on: false },
	]);
	if (account.platform !== 'kommo') return;
	for (const { id } of await control.entities(account.subdomain, 'talks'))
		await stage.ask('POST', `/api/v4/talks/${String(id)}/messages`, { text: 'Hello' });
}

type Sample = INodeParameters | ((stage: Stage) => Promise<INodeParameters>);

/** Of a chat of one's own. */
const MESSAGE = { messageId: 'message-1' };

/** What amoCRM links. */
const LINK = { cardType: 'leads', toType: 'contacts' };

/** Parameters that a description does not tell by itself, by `resource operation`. */
export const SAMPLES: Record<string, Sample> = {
	'call create': { phone: PHONE },
	'chat editMessage': { ...MESSAGE, text: 'Good day' },
	'chat getHistory': async ({ control, account: { subdomain } }) => {
		const [{ id: chatId }] = await control.chats(subdomain);
		return { chatId };
	},
	'chat importHistory': { text: 'Hello' },
	'chat react': { ...MESSAGE, messageIdOf: 'messenger', clientId: 'Example' },
	'chat reply': async (stage) => {
		const scopeId = await stage.scopeId();
		const receiver = { id: 'Example', name: 'Ann' };
		const replyTo = { channel: { scopeId, conversationId: 'Example', receiver } };
		return { replyTo: JSON.stringify(replyTo), text: 'Hello' };
	},
	'chat sendMessage': { ...MESSAGE, text: 'Hello' },
	'chat setDeliveryStatus': MESSAGE,
	'chat unreact': { ...MESSAGE, messageIdOf: 'messenger', clientId: 'Example' },
	'chatTemplate create': { additionalFields: { type: 'waba', wabaCategory: 'UTILITY' } },
	'chatTemplate setReviewStatus': async ({ control, account }) => {
		const templates = await control.entities(account.subdomain, 'chats/templates');
		const sent = templates.filter(({ is_on_review: isOnReview }) => isOnReview);
		const [{ id, reviews }] = sent as Array<{ id: number; reviews: Array<{ id: number }> }>;
		const chatTemplate = { __rl: true, mode: 'id', value: String(id) };
		return { chatTemplate, reviewId: String(reviews[0].id) };
	},
	'contactChat link': { chatId: CHAT_ID },
	'contactChat getAll': { filters: { chatIds: CHAT_ID } },
	'customer setMode': async ({ account }) => ({ mode: modeOn(account) }),
	'customRequest send': { path: '/api/v4/account' },
	'installedAccount connectByCode': async (stage) => ({
		accountAddress: stage.account.domain,
		code: await stage.newCode(),
	}),
	'link create': LINK,
	'link delete': LINK,
	'link getAll': LINK,
	'salesbot continue': async ({ account }) => ({
		returnUrl: `https://${account.domain}/api/v4/salesbot/${BOT_ID}/continue/${WAITING_ID}`,
	}),
	'subscription getAll': async ({ control, account }) => {
		const followed = await control.entities(account.subdomain, 'leads/subscriptions');
		const { entity_id: id } = followed[0] as IDataObject;
		return { cardType: 'leads', card: { __rl: true, mode: 'id', value: String(id) } };
	},
	// Not that of the own channel: nobody is there whom amoCRM could tell of it.
	'talk sendMessage': async ({ control, account }) => {
		const [{ id }] = await control.entities(account.subdomain, 'talks');
		return { talk: { __rl: true, mode: 'id', value: String(id) } };
	},
	'unsorted createSip': {
		phone: PHONE,
		contact: { card: { name: 'Ann' } },
		additionalFields: { link: 'https://example.com/1.mp3', uniq: 'call-1' },
	},
	'unsorted link': { cardType: 'leads' },
	'user create': {
		name: 'Ann',
		email: 'ann@example.com',
		password: 'Passw0rd',
		additionalFields: { isFree: true },
	},
	// Nothing of this kind happens here: nobody is called.
	'webhook subscribe': { events: ['restore_company'] },
	'websiteButton update': { trustedWebsites: 'example.com' },
	'widget makeArchive': { support: 'help@example.com' },
	'websiteButton create': { additionalFields: { isUsedInApp: true } },
};
