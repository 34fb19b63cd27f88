import { omit } from 'lodash';
import type { Model } from '../state/collection';
import { problem, Refusal } from '../net/message';
import { readBatch, type Item } from './batch';
import {
	choice,
	existing,
	fine,
	flag,
	listOf,
	must,
	notAChoice,
	object,
	orNull,
	pattern,
	text,
	unknownId,
	type Fields,
	type Problem,
} from './checks';
import { texts } from './filters';
import { isRecord, noContent, refuse, self, type ApiCall, type Endpoint } from './kit';
import { resourceEndpoints } from './resource';

/** Each integration has sources of its own. amocrm.ru/developers: crm/sources-api. */
const MAX_SOURCES = 100;

const service = object({
	type: must(choice('whatsapp')),
	params: object({ waba: flag, is_supports_list_message: flag }),
	pages: listOf(object({ id: must(text()), name: must(text()), link: must(text()) })),
});

const FIELDS: Fields = {
	name: { check: text({ min: 1 }), required: 'create' },
	external_id: { check: pattern(/^[\x20-\x7e]{1,36}$/), required: 'create', only: 'create' },
	pipeline_id: existing('leads/pipelines'),
	default: flag,
	origin_code: orNull(text({ max: 20 })),
	services: listOf(service),
};

const isOwn = (call: ApiCall, source: Model) => source.integration_id === call.integrationId;

export const ownSources = (call: ApiCall) =>
	call.account
		.collection('sources')
		.all()
		.filter((source) => isOwn(call, source));

/** No two with the same code, neither here already nor in this request. */
function repeated(call: ApiCall, { value }: Item, source?: Model): Problem[] {
	if (source) return [];
	const sent = (call.body as unknown[]).filter(isRecord);
	const isTwice = sent.filter((other) => other.external_id === value.external_id).length > 1;
	const isHere = ownSources(call).some((other) => other.external_id === value.external_id);
	return isTwice || isHere ? notAChoice('external_id') : [];
}

function keepOneDefault(call: ApiCall, source: Model): void {
	if (source.default !== true) return;
	for (const other of ownSources(call)) other.default = other === source;
}

function create(call: ApiCall, value: Record<string, unknown>): Model {
	const { account, integrationId } = call;
	if (ownSources(call).length >= MAX_SOURCES) {
		throw refuse(400, `An integration has at most ${MAX_SOURCES} sources`);
	}
	const source: Model = {
		id: account.ids.take('entity'),
		name: '',
		pipeline_id: account.mainPipeline().id,
		external_id: '',
		default: false,
		origin_code: null,
		services: [],
		integration_id: integrationId,
		...value,
	};
	keepOneDefault(call, source);
	return source;
}

const family = resourceEndpoints({
	path: '/sources',
	key: 'sources',
	missing: 204,
	adminOnly: true,
	within: isOwn,
	present: (call, source) => ({
		...omit(source, 'integration_id'),
		_links: self(call, `/sources/${String(source.id)}`),
	}),
	list: { filters: { external_id: texts('external_id') }, totals: true, unpaged: true },
	write: {
		fields: FIELDS,
		adminOnly: true,
		max: ({ account }) => (account.info.platform === 'kommo' ? 100 : 50),
		envelope: ['_total_items', '_links'],
		also: repeated,
		create,
		update(call, source, value) {
			Object.assign(source, value);
			keepOneDefault(call, source);
		},
	},
	remove: () => undefined,
});

/** Its refusal has a shape of its own: `errors`, and one object instead of a list inside. */
const removeMany: Endpoint = {
	method: 'DELETE',
	path: '/sources',
	adminOnly: true,
	run(call) {
		const sources = call.account.collection('sources');
		const items = readBatch(call, { check: object({ id: must(fine) }), mode: 'update' });
		const errors = items
			.filter(({ value }) => !ownSources(call).some(({ id }) => id === value.id))
			.map(({ requestId }) => ({ request_id: requestId, errors: unknownId[0] }));
		if (errors.length > 0) throw new Refusal(problem(400, 'Invalid request items', { errors }));
		for (const { value } of items) sources.remove(value.id as number);
		return noContent();
	},
};

export const sourceEndpoints: Endpoint[] = [...family, removeMany];
