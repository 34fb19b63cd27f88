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

function goOn(call: ApiCall) {
	const waiting = call.account.collection('bots/waiting');
	const step = waiting.get(pathId(call));
	if (!step || step.bot_id !== pathId(call, 'bot')) throw refuse(404, 'Nothing waits for this');
	const { value } = readOne(call, { check: CHECK, mode: 'update' });
	waiting.remove(step.id);
	call.account.collection('bots/continued').insert({ ...step, ...value });
	call.account.waitingBots.get(step.id)?.(value);
	call.account.waitingBots.delete(step.id);
	return accepted();
}

export const botStepEndpoints = ['salesbot', 'marketingbot'].map((kind): Endpoint => ({
	method: 'POST',
	path: `/${kind}/:bot/continue/:id`,
	adminOnly: true,
	run: goOn,
}));
