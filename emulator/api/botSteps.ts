import { writeIntoTalk } from '../amojo/fromCrm';
import { amojoIdOfUser, type BotAnswer } from '../state/account';
import type { Model } from '../state/collection';
import { readOne } from './batch';
import {
	choice,
	integer,
	listOf,
	must,
	object,
	text,
	wrongType,
	type Check,
	type FieldRule,
} from './checks';
import { SINGULAR } from './entities';
import { accepted, isRecord, pathId, refuse, type ApiCall, type Endpoint } from './kit';

/** A bot waits for a widget's answer, and goes on with it. amocrm.ru/developers: crm/widgets-api, digital_pipeline/salesbot. */
const PARAMS: Record<string, FieldRule> = {
	show: must(
		object({
			type: must(choice('text', 'buttons', 'buttons_url')),
			value: must(text({ max: 80 })),
			buttons: listOf(text(), { max: 25 }),
		}),
	),
	goto: must(
		object({
			type: must(choice('question', 'answer', 'finish')),
			step: integer({ min: 0 }),
		}),
	),
};

const NAME = must(choice(...Object.keys(PARAMS)));

const handler: Check = (value, path, context) => {
	const name = isRecord(value) ? String(value.handler) : '';
	const params = Object.hasOwn(PARAMS, name) ? PARAMS[name] : must(object({}));
	return object({ handler: NAME, params })(value, path, context);
};

const data: Check = (value, path) =>
	isRecord(value) || Array.isArray(value) ? [] : wrongType(path, 'array');

const CHECK = object({ data, execute_handlers: listOf(handler, { max: 10 }) });

/** What a bot works on. */
interface BotCard {
	botId: unknown;
	entityType: unknown;
	entityId: unknown;
}

/** Shows a text to the client in the talk about the bot's card, where there is one. */
export function showToClient(call: ApiCall, { botId, ...card }: BotCard, text: string): void {
	const { account } = call;
	const type = SINGULAR[String(card.entityType)];
	const isAbout = (talk: Model) =>
		talk.is_in_work === true &&
		(type === 'contact'
			? talk.contact_id === card.entityId
			: talk.entity_type === type && talk.entity_id === card.entityId);
	const talk = account.collection('talks').all().findLast(isAbout);
	if (!talk) return;
	const bot = account.collection('bots').get(botId);
	const author = { id: amojoIdOfUser(botId), name: String(bot?.name ?? 'Salesbot') };
	writeIntoTalk(call, talk, { author, text });
}

/** A bot of which nothing is known but the step that it waits at. */
function showAll(call: ApiCall, step: Model, { execute_handlers: handlers = [] }: BotAnswer): void {
	const { bot_id: botId, entity_type: entityType, entity_id: entityId } = step;
	const card = { botId, entityType, entityId };
	for (const { handler: name, params } of handlers) {
		if (name === 'show') showToClient(call, card, String(params.value));
	}
}

function goOn(call: ApiCall) {
	const waiting = call.account.collection('bots/waiting');
	const step = waiting.get(pathId(call));
	if (!step || step.bot_id !== pathId(call, 'bot')) throw refuse(404, 'Nothing waits for this');
	const { value } = readOne(call, { check: CHECK, mode: 'update' });
	waiting.remove(step.id);
	call.account.collection('bots/continued').insert({ ...step, ...value });
	const run = call.account.waitingBots.get(step.id);
	call.account.waitingBots.delete(step.id);
	if (run) run(value);
	else showAll(call, step, value);
	return accepted();
}

export const botStepEndpoints = ['salesbot', 'marketingbot'].map((kind): Endpoint => ({
	method: 'POST',
	path: `/${kind}/:bot/continue/:id`,
	adminOnly: true,
	run: goOn,
}));
