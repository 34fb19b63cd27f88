import { omit } from 'lodash';
import { html, type Reply } from '../net/message';
import type { Model } from '../state/collection';
import { complain, readBatch, readOne, type Item } from './batch';
import { choice, integer, must, notAChoice, object, type Fields, type Problem } from './checks';
import { findModel } from './family';
import { numbers, texts } from './filters';
import { accepted, pathId, refuse, type ApiCall, type Endpoint } from './kit';
import { resourceEndpoints, type Resource } from './resource';

/** Salesbots: which there are, and which work on what. developers.kommo.com: Salesbot. */
export const blankBot = ({ account }: ApiCall): Model => ({
	id: account.ids.take('entity'),
	name: 'Salesbot',
	type_functionality: 'regular',
	can_interrupt: true,
	type: 2,
	settings: {
		silent: false,
		active: true,
		is_sandbox: false,
		is_broadcast_sandbox: false,
		readonly: false,
	},
});

const BOTS: Resource = {
	path: '/bots',
	key: 'items',
	missing: 404,
	present: (_call, bot) => omit(bot, 'account_id'),
	list: {
		totals: true,
		filters: { id: numbers('id'), type_functionality: texts('type_functionality') },
	},
};

/** How a version of the API names the kinds of cards. */
type Kinds = Map<unknown, string>;

const NUMBERS: Kinds = new Map([
	[1, 'contacts'],
	[2, 'leads'],
	[12, 'customers'],
]);

const NAMES: Kinds = new Map([
	['contacts', 'contacts'],
	['leads', 'leads'],
]);

const cardFields = (kinds: Kinds): Fields => ({
	entity_id: must(integer({ min: 1 })),
	entity_type: must(choice(...kinds.keys())),
});

function cardProblems({ account }: ApiCall, kinds: Kinds, { value }: Item): Problem[] {
	const cards = account.collection(kinds.get(value.entity_type) ?? '');
	return cards.has(value.entity_id) ? [] : notAChoice('entity_id', 'Entity not found');
}

const runsOf = ({ account }: ApiCall) => account.collection('bots/runs');

const keyOf = (kinds: Kinds, { value }: Item) =>
	`${kinds.get(value.entity_type)}:${String(value.entity_id)}`;

/** A card has one bot at a time: while one works on it, no other begins. */
function start(call: ApiCall, kinds: Kinds, item: Item, botId: unknown): void {
	const { entity_id, entity_type } = item.value;
	const id = keyOf(kinds, item);
	if (runsOf(call).has(id)) return;
	runsOf(call).insert({ id, bot_id: botId, entity_id, entity_type: kinds.get(entity_type) });
}

function startMany(kinds: Kinds, answer: () => Reply, max?: number) {
	const check = object({ ...cardFields(kinds), bot_id: must(integer({ min: 1 })) });
	return (call: ApiCall) => {
		const items = readBatch(call, { check, mode: 'create', max });
		complain(items, (item) => [
			...(findModel(call, BOTS, item.value.bot_id) ? [] : notAChoice('bot_id', 'Bot not found')),
			...cardProblems(call, kinds, item),
		]);
		for (const item of items) start(call, kinds, item, item.value.bot_id);
		return answer();
	};
}

const told = () => html(202, 'Accepted');

/** What to do with the bot of the address on the card of the body. */
function command(act: (call: ApiCall, item: Item, bot: Model) => void) {
	const check = object(cardFields(NAMES));
	return (call: ApiCall) => {
		const bot = findModel(call, BOTS, pathId(call));
		if (!bot) throw refuse(404, 'Bot not found');
		const item = readOne(call, { check, mode: 'create' });
		complain([item], () => cardProblems(call, NAMES, item));
		act(call, item, bot);
		return told();
	};
}

function stop(call: ApiCall, item: Item, bot: Model): void {
	const run = runsOf(call).get(keyOf(NAMES, item));
	if (run?.bot_id === bot.id) runsOf(call).remove(run.id);
}

const endpoints: Endpoint[] = [
	...resourceEndpoints(BOTS),
	{ method: 'POST', path: '/bots/run', run: startMany(NAMES, told, 100) },
	{
		method: 'POST',
		path: '/bots/:id/run',
		run: command((call, item, bot) => start(call, NAMES, item, bot.id)),
	},
	{ method: 'POST', path: '/bots/:id/stop', run: command(stop) },
];

export const botEndpoints = endpoints.map((endpoint): Endpoint => ({ ...endpoint, only: 'kommo' }));

/** Below `/api/v2`, on both platforms. */
export const oldBotEndpoints: Endpoint[] = [
	{ method: 'POST', path: '/salesbot/run', run: startMany(NUMBERS, accepted) },
];
