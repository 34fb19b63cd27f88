import { randomUUID } from 'node:crypto';
import { omit, pick } from 'lodash';
import type { CardType } from '../state/account';
import type { Model } from '../state/collection';
import type { Item } from './batch';
import {
	author,
	choice,
	existing,
	fine,
	flag,
	notAChoice,
	user,
	type FieldRule,
	type Fields,
	type Problem,
} from './checks';
import { authorship } from './entities';
import { numbers, since, texts, type Filter } from './filters';
import { noContent, pathId, refuse, self, type ApiCall, type Endpoint } from './kit';
import { NOTE_PARAMS } from './noteParams';
import { resourceEndpoints, type Resource } from './resource';

/** amocrm.ru/developers: crm/events-and-notes. */
const FIELDS: Fields = {
	note_type: { check: choice(...Object.keys(NOTE_PARAMS)), required: 'create' },
	params: { check: fine, required: 'create' },
	created_by: { check: author, only: 'create' },
	responsible_user_id: { check: user, only: 'create' },
	is_need_to_trigger_digital_pipeline: { check: flag, only: 'create' },
};

/** What `params` may hold depends on the type. A note stays on its card. */
function wrongWith({ account }: ApiCall, { value }: Item, note?: Model): Problem[] {
	const type = String(value.note_type ?? note?.note_type);
	const context = { account, mode: note ? 'update' : 'create' } as const;
	const moves = note !== undefined && (value.entity_id ?? note.entity_id) !== note.entity_id;
	return [
		...(value.params === undefined ? [] : NOTE_PARAMS[type](value.params, 'params', context)),
		...(moves ? notAChoice('entity_id') : []),
	];
}

export function blankNote(call: ApiCall): Model {
	return {
		id: call.account.ids.take('entity'),
		entity_id: 0,
		...authorship(call),
		note_type: 'common',
		params: {},
		is_pinned: false,
	};
}

/** An attached file is read back with more than was sent; without a version it is the newest. */
function keptParams(type: unknown, params: unknown): unknown {
	if (type !== 'attachment') return params;
	const { file_name: name, ...sent } = params as Record<string, unknown>;
	return {
		is_drive_attachment: true,
		text: name,
		original_name: name,
		version_uuid: randomUUID(),
		...sent,
		file_name: name,
	};
}

export function createNote(call: ApiCall, value: Record<string, unknown>): Model {
	const { params, ...others } = omit(value, 'is_need_to_trigger_digital_pipeline');
	return { ...blankNote(call), ...others, params: keptParams(value.note_type, params) };
}

interface Place {
	path: string;
	/** When a note's card is told in the body. */
	entityId: FieldRule;
	filters: Record<string, Filter>;
}

function resourceAt(card: CardType, { path, entityId, filters }: Place): Resource {
	const linked = (call: ApiCall, note: Model) =>
		self(call, `/${card}/${String(note.entity_id)}/notes/${String(note.id)}`);
	return {
		path,
		collection: `${card}/notes`,
		key: 'notes',
		missing: 204,
		guard: (call) => checkCall(card, call),
		within: ({ params }, note) => [undefined, String(note.entity_id)].includes(params.eid),
		present: (call, note, withs) => ({
			...(withs.has('is_pinned') ? note : omit(note, 'is_pinned')),
			_links: linked(call, note),
		}),
		list: {
			filters: {
				id: numbers('id'),
				note_type: texts('note_type'),
				updated_at: since('updated_at'),
				...filters,
			},
			orders: ['updated_at', 'id'],
			withs: ['is_pinned'],
		},
		write: {
			fields: { ...FIELDS, entity_id: entityId },
			anonymousUpdate: true,
			also: wrongWith,
			create: (call, value) => createNote(call, { entity_id: pathId(call, 'eid'), ...value }),
			update({ userId, now }, note, value) {
				const type = value.note_type ?? note.note_type;
				const params = value.params === undefined ? note.params : keptParams(type, value.params);
				Object.assign(note, value, { params, updated_at: now, updated_by: userId });
			},
			answerCreate: (note, call) => ({
				...pick(note, 'id', 'entity_id'),
				_links: linked(call, note),
			}),
			answerUpdate: (note, call) => ({
				...pick(note, 'id', 'entity_id', 'updated_at'),
				_links: linked(call, note),
			}),
		},
	};
}

/** The card of the address must be there; `with=is_pinned` is Kommo's alone. */
function checkCall(card: CardType, call: ApiCall): void {
	const { account, params, query } = call;
	if (params.eid !== undefined && !account.collection(card).has(pathId(call, 'eid'))) {
		throw refuse(404, 'Entity not found');
	}
	if (query.with !== undefined && account.info.platform !== 'kommo') {
		throw refuse(400, 'The parameter with is not supported');
	}
}

const pin = (card: CardType, action: string, isPinned: boolean): Endpoint => ({
	method: 'POST',
	path: `/${card}/notes/:id/${action}`,
	only: 'kommo',
	run(call) {
		const note = call.account.collection(`${card}/notes`).get(pathId(call));
		if (!note) throw refuse(404, 'Not found');
		note.is_pinned = isPinned;
		return noContent();
	},
});

/** One note is changed below its card alone. */
const noteEndpointsOf = (card: CardType): Endpoint[] => [
	...resourceEndpoints(
		resourceAt(card, {
			path: `/${card}/notes`,
			entityId: { check: existing(card), required: 'create' },
			filters: { entity_id: numbers('entity_id') },
		}),
	).filter(({ method, path }) => method !== 'PATCH' || path === `/${card}/notes`),
	...resourceEndpoints(
		resourceAt(card, {
			path: `/${card}/:eid/notes`,
			entityId: { check: existing(card), only: 'update' },
			filters: {},
		}),
	),
	pin(card, 'pin', true),
	pin(card, 'unpin', false),
];

export const noteEndpoints: Endpoint[] = (
	['leads', 'contacts', 'companies', 'customers'] as const
).flatMap(noteEndpointsOf);
