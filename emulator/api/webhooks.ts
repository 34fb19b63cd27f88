import type { Model } from '../state/collection';
import { HOOK_CODES } from '../state/hookCodes';
import { readOne } from './batch';
import { integer, listOf, must, notAChoice, object, text, type Check, type Fields } from './checks';
import { texts } from './filters';
import { hal, noContent, refuse, type ApiCall, type Endpoint } from './kit';
import { answerList } from './list';

/** Subscriptions to webhooks. amocrm.ru/developers: crm/webhooks-api. */
const MAX_HOOKS = 100;

/** Domains of other alphabets must come as punycode. */
const destination: Check = (value, path, context) => {
	const problems = text({ min: 1 })(value, path, context);
	if (problems.length > 0) return problems;
	const isWeb = URL.canParse(String(value)) && /^https?:\/\/[\x21-\x7e]+$/.test(String(value));
	return isWeb ? [] : notAChoice(path);
};

const code: Check = (value, path, { account }) => {
	const { extraHookCodes, info } = account;
	const known = [...HOOK_CODES[info.platform], ...extraHookCodes];
	return known.includes(String(value)) ? [] : notAChoice(path);
};

const FIELDS: Fields = {
	destination: must(destination),
	settings: must(listOf(code, { min: 1 })),
	sort: integer({ min: 0 }),
};

const find = ({ account }: ApiCall, address: unknown): Model | undefined =>
	account
		.collection('webhooks')
		.all()
		.find((hook) => hook.destination === address);

function blankHook({ account, userId, now }: ApiCall): Model {
	const hooks = account.collection('webhooks');
	const count = hooks.all().length;
	if (count >= MAX_HOOKS) throw refuse(400, `An account has at most ${MAX_HOOKS} webhooks`);
	return hooks.insert({
		id: account.ids.take('entity'),
		destination: '',
		created_at: now,
		updated_at: now,
		account_id: account.info.id,
		created_by: userId,
		sort: count + 1,
		disabled: false,
		settings: [],
	});
}

/** The same address again is the same hook. Guess: its settings are replaced, not added to. */
function subscribe(call: ApiCall) {
	const { value } = readOne(call, { check: object(FIELDS), mode: 'create' });
	const hook = find(call, value.destination) ?? blankHook(call);
	Object.assign(hook, value, { updated_at: call.now });
	return hal(hook, call.account.info.platform === 'kommo' ? 200 : 201);
}

function unsubscribe(call: ApiCall) {
	const check = object({ destination: FIELDS.destination });
	const { value } = readOne(call, { check, mode: 'create' });
	const hook = find(call, value.destination);
	if (!hook) throw refuse(404, 'There is no webhook to this address');
	call.account.collection('webhooks').remove(hook.id);
	return noContent();
}

const path = '/webhooks';

export const webhookEndpoints: Endpoint[] = [
	{
		method: 'GET',
		path,
		adminOnly: true,
		run: (call) =>
			answerList(call, {
				models: call.account.collection('webhooks').all(),
				path,
				key: 'webhooks',
				rules: {
					filters: { destination: texts('destination') },
					totals: true,
					unpaged: true,
					unlinked: true,
				},
				present: (_call, hook) => ({ ...hook }),
			}),
	},
	{ method: 'POST', path, adminOnly: true, run: subscribe },
	{ method: 'DELETE', path, adminOnly: true, run: unsubscribe },
];
