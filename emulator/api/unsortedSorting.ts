import { mapValues, pick } from 'lodash';
import { firstStage } from '../state/account';
import type { Model } from '../state/collection';
import { bringForth, unsortedOf, waiting, type Part, type Unsorted } from '../state/unsorted';
import { complain, readOne } from './batch';
import { choice, existing, integer, must, notAChoice, object, user, type Fields } from './checks';
import { pointer } from './entities';
import { numbers, since, texts } from './filters';
import { shownParts } from './incoming';
import { recordChange } from './journal';
import { hal, refuse, type ApiCall, type Endpoint } from './kit';
import { matching, type ListRules } from './list';

/** What becomes of incoming leads. amocrm.ru/developers: crm/unsorted-api. */
function find({ account, params }: ApiCall): Unsorted {
	const found = waiting(account).find(({ uid }) => uid === params.uid);
	if (!found) throw refuse(404, 'There is no incoming lead of this uid');
	return found;
}

const readBody = (call: ApiCall, fields: Fields) => {
	const check = object({ user_id: user, ...fields });
	return readOne({ ...call, body: call.body ?? {} }, { check, mode: 'update' });
};

/** Changes the lead of an incoming one, with the events that belong to it. */
function changeLead(call: ApiCall, { lead_id: id }: Unsorted, changes: Partial<Model>): void {
	const lead = call.account.collection('leads').get(id);
	if (!lead) return;
	const before = { ...lead };
	Object.assign(lead, changes, { updated_at: call.now });
	recordChange(call, lead, { collection: 'leads', before });
}

function settle(call: ApiCall, unsorted: Unsorted, state: Unsorted['state']): void {
	const before = { ...unsorted };
	Object.assign(unsorted, { state, sorted_at: call.now, updated_at: call.now });
	recordChange(call, unsorted, { collection: 'leads/unsorted', before });
}

const shown = (unsorted: Unsorted) =>
	pick(unsorted, 'uid', 'pipeline_id', 'category', 'created_at');

function accept(call: ApiCall) {
	const { account, userId } = call;
	const unsorted = find(call);
	const item = readBody(call, { status_id: integer() });
	const pipeline = account.pipeline(unsorted.pipeline_id) ?? account.mainPipeline();
	const { status_id: asked = firstStage(pipeline).id, user_id: user = userId } = item.value;
	const stage = pipeline.stages.find(({ id, type }) => id === asked && type !== 1);
	complain([item], () => (stage ? [] : notAChoice('status_id')));
	for (const part of ['contacts', 'companies'] as Part[]) {
		const model = bringForth(account, unsorted, part);
		if (!model) continue;
		Object.assign(model, { created_by: user, responsible_user_id: user });
		recordChange(call, model, { collection: part });
	}
	changeLead(call, unsorted, { status_id: asked, created_by: user, responsible_user_id: user });
	settle(call, unsorted, 'accepted');
	return hal({ ...shown(unsorted), _embedded: shownParts(call, unsorted) });
}

function decline(call: ApiCall) {
	const unsorted = find(call);
	readBody(call, {});
	changeLead(call, unsorted, { is_deleted: true });
	settle(call, unsorted, 'declined');
	const parts = pick(shownParts(call, unsorted), 'leads', 'contacts');
	return hal({ ...shown(unsorted), _embedded: parts });
}

const LINK: Fields = {
	entity_id: must(integer({ min: 1 })),
	entity_type: must(choice('leads', 'customers')),
	metadata: object({ contact_id: existing('contacts') }),
};

interface Wish {
	entity_id: number;
	entity_type: string;
	metadata?: { contact_id?: number };
}

/** The client of a chat goes to a card that is there already; the lead that waited goes. */
function link(call: ApiCall) {
	const { account } = call;
	const unsorted = find(call);
	if (unsorted.category !== 'chats') throw refuse(400, 'Only chats can be linked');
	const item = readBody(call, { link: must(object(LINK)) });
	const { entity_id: id, entity_type: type, metadata } = item.value.link as Wish;
	const isThere = account.collection(type).has(id);
	complain([item], () => (isThere ? [] : notAChoice('link.entity_id')));
	const contactId = metadata?.contact_id ?? bringForth(account, unsorted, 'contacts')?.id;
	if (contactId) account.links.join({ type, id }, { type: 'contacts', id: Number(contactId) });
	changeLead(call, unsorted, { is_deleted: true });
	if (type === 'leads') unsorted.lead_id = id;
	settle(call, unsorted, 'accepted');
	return hal({ uid: unsorted.uid, _embedded: { [type]: [pointer(call, type, id)] } });
}

const SUMMARY: ListRules = {
	unpaged: true,
	filters: {
		uid: texts('uid'),
		created_at: since('created_at'),
		pipeline_id: numbers('pipeline_id'),
	},
};

function summary(call: ApiCall) {
	const all = matching(call, SUMMARY, unsortedOf(call.account)) as Unsorted[];
	const of = (wanted: Partial<Unsorted>) =>
		all.filter((one) => Object.entries(wanted).every(([key, value]) => one[key] === value)).length;
	const times = all.flatMap(({ sorted_at: at, created_at: from }) => (at ? [at - from] : []));
	const sum = times.reduce((total, time) => total + time, 0);
	const categories = { sip: 0, mail: 0, forms: 0, chats: 0 };
	return hal({
		total: of({ state: 'waiting' }),
		accepted: of({ state: 'accepted' }),
		declined: of({ state: 'declined' }),
		average_sort_time: times.length > 0 ? Math.round(sum / times.length) : 0,
		categories: mapValues(categories, (_none, category) => ({
			total: of({ state: 'waiting', category }),
		})),
	});
}

export const sortingEndpoints: Endpoint[] = [
	{ method: 'GET', path: '/leads/unsorted/summary', run: summary },
	{ method: 'POST', path: '/leads/unsorted/:uid*/accept', run: accept },
	{ method: 'POST', path: '/leads/unsorted/:uid*/link', run: link },
	{ method: 'DELETE', path: '/leads/unsorted/:uid*/decline', run: decline },
];
