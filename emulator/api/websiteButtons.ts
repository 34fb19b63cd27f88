import { omit } from 'lodash';
import type { Model } from '../state/collection';
import { readOne } from './batch';
import { existing, flag, listOf, must, object, pattern } from './checks';
import { hal, pathId, refuse, type ApiCall, type Endpoint } from './kit';
import { answerList, readWith, type ListRules } from './list';

/** The button for a site, which amoCRM calls CRM Plugin. amocrm.ru/developers: crm/sources-api. */
const MAX_SITES = 10;

/** The button is made behind the caller's back; this is how many seconds the emulator takes for it. */
const MAKING_SECONDS = 10;

const sites = listOf(pattern(/^([a-z0-9-]+\.)+[a-z]{2,}$/i), { max: MAX_SITES });

const LIST: ListRules = { withs: ['scripts'], defaultLimit: 250 };

const path = '/website_buttons';

function present(call: ApiCall, button: Model, withs: Set<string>) {
	const isMade = call.now >= (button.created_at as number) + MAKING_SECONDS;
	const script = isMade ? `<script src="https://gso.amocrm.ru/${button.id}"></script>` : null;
	return {
		...omit(button, 'id', 'created_at', 'trusted_websites', 'has_chat'),
		button_id: isMade ? button.button_id : null,
		creation_status: isMade ? 'created' : 'creation_pending',
		...(withs.has('scripts') ? { script } : {}),
	};
}

function find(call: ApiCall): Model {
	const button = call.account.collection('website_buttons').get(pathId(call));
	if (!button) throw refuse(404, 'There is no such source');
	return button;
}

function create(call: ApiCall) {
	const { account, now } = call;
	const check = object({
		pipeline_id: must(existing('leads/pipelines')),
		trusted_websites: sites,
		is_used_in_app: flag,
	});
	const { value } = readOne(call, { check, mode: 'create' });
	const trusted = (value.trusted_websites ?? []) as string[];
	if (trusted.length === 0 && value.is_used_in_app !== true) {
		throw refuse(400, 'Without trusted_websites the button must be is_used_in_app');
	}
	const id = account.ids.take('entity');
	account.collection('website_buttons').insert({
		id,
		account_id: account.info.id,
		source_id: id,
		button_id: account.ids.take('entity'),
		is_duplication_control_enabled: false,
		name: '',
		pipeline_id: value.pipeline_id,
		created_at: now,
		trusted_websites: trusted,
		has_chat: false,
	});
	return hal({ source_id: id, trusted_websites: trusted }, 202);
}

/** Sites are added only to those that are there. */
function update(call: ApiCall) {
	const button = find(call);
	const check = object({ trusted_websites: must(object({ add: must(sites) })) });
	const { add } = readOne(call, { check, mode: 'update' }).value.trusted_websites as {
		add: string[];
	};
	const held = button.trusted_websites as string[];
	if (held.length + add.length > MAX_SITES) {
		throw refuse(400, `A button has at most ${MAX_SITES} trusted sites`);
	}
	if (held.length > 0) button.trusted_websites = [...held, ...add];
	return hal(present(call, button, new Set(['scripts'])));
}

const family: Endpoint[] = [
	{
		method: 'GET',
		path,
		run: (call) =>
			answerList(call, {
				models: call.account.collection('website_buttons').all(),
				path,
				key: 'website_buttons',
				rules: LIST,
				present,
			}),
	},
	{
		method: 'GET',
		path: `${path}/:id`,
		run: (call) => hal(present(call, find(call), readWith(call, LIST))),
	},
	{ method: 'POST', path, run: create },
	{ method: 'PATCH', path: `${path}/:id`, run: update },
	{
		method: 'POST',
		path: `${path}/:id/online_chat`,
		run(call) {
			find(call).has_chat = true;
			return hal({}, 202);
		},
	},
];

export const websiteButtonEndpoints = family.map((endpoint): Endpoint => ({
	...endpoint,
	adminOnly: true,
}));
