import type { Collection, Model } from '../state/collection';
import { readBatch } from './batch';
import { existing, must, object, uuid } from './checks';
import { numbers, texts, type Filter } from './filters';
import { hal, noContent, refuse, type ApiCall, type Endpoint } from './kit';
import { guarded } from './resource';

/** Which contact a chat belongs to. amocrm.ru/developers: crm/contacts-api. */
const PATH = '/contacts/chats';

const CHECK = object({ contact_id: must(existing('contacts')), chat_id: must(uuid) });

/** The session of a browser would make the caller somebody else. */
function refuseCookies({ headers }: ApiCall): void {
	if (headers.cookie !== undefined) throw refuse(400, 'Cookies must not be sent here');
}

const linksIn = ({ account }: ApiCall): Collection => account.collection(PATH.slice(1));

/** An integration knows the chats of its own channels only. */
const own = (call: ApiCall): Model[] =>
	linksIn(call)
		.all()
		.filter(({ integration_id }) => integration_id === call.integrationId);

const shown = ({ id, contact_id, chat_id }: Model) => ({ chat_id, contact_id, id });

/** A chat belongs to one contact: a new link takes the place of the old. */
function link(call: ApiCall, value: Record<string, unknown>): Model {
	const known = own(call).find(({ chat_id }) => chat_id === value.chat_id);
	if (known) linksIn(call).remove(known.id);
	const id = call.account.ids.take('entity');
	return linksIn(call).insert({ id, integration_id: call.integrationId, ...value });
}

function create(call: ApiCall) {
	const items = readBatch(call, { check: CHECK, mode: 'create' });
	const chats = items.map(({ requestId, value }) => ({
		...shown(link(call, value)),
		request_id: requestId,
	}));
	return hal({ _total_items: chats.length, _embedded: { chats } });
}

/** Asked for without `filter`, single or many. */
const WANTED: Record<string, Filter> = {
	contact_id: numbers('contact_id'),
	chat_id: texts('chat_id'),
};

function list(call: ApiCall) {
	const asked = Object.entries(call.query);
	if (asked.length === 0 || asked.some(([name]) => !Object.hasOwn(WANTED, name))) {
		throw refuse(400, 'contact_id or chat_id must be given, and nothing else');
	}
	const tests = asked.map(([name, value]) => WANTED[name](value, call, name));
	const chats = own(call)
		.filter((link) => tests.every((test) => test(link)))
		.map(shown);
	if (chats.length === 0) return noContent();
	return hal({ _total_items: chats.length, _embedded: { chats } });
}

export const contactChatEndpoints: Endpoint[] = guarded(refuseCookies, [
	{ method: 'GET', path: PATH, adminOnly: true, run: list },
	{ method: 'POST', path: PATH, adminOnly: true, run: create },
]);
