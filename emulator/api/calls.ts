import { randomUUID } from 'node:crypto';
import { pick } from 'lodash';
import { readBatch, readOne, type Item } from './batch';
import { findCallee } from './callees';
import { author, choice, listOf, moment, must, object, text, textOrNumber, user } from './checks';
import { CARD_NUMBERS, pointer, SINGULAR } from './entities';
import { recordChange } from './journal';
import { hal, type ApiCall, type Endpoint } from './kit';
import { CALL_FIELDS } from './noteParams';
import { createNote } from './notes';

/** amocrm.ru/developers: crm/calls-api. */
const NOTE_TYPES: Record<string, string> = { inbound: 'call_in', outbound: 'call_out' };

const CALL = object({
	...CALL_FIELDS,
	direction: must(choice(...Object.keys(NOTE_TYPES))),
	responsible_user_id: user,
	created_by: author,
	updated_by: author,
	created_at: moment,
	updated_at: moment,
});

/** A call is kept as a note; without a card of its number it is not kept at all. */
function addCall(call: ApiCall, { requestId, value }: Item) {
	const callee = findCallee(call.account, String(value.phone));
	if (!callee) return undefined;
	const params = pick(value, Object.keys(CALL_FIELDS));
	const others = pick(
		value,
		'responsible_user_id',
		'created_by',
		'updated_by',
		'created_at',
		'updated_at',
	);
	const note_type = NOTE_TYPES[String(value.direction)];
	const collection = `${callee.type}/notes`;
	const note = createNote(call, { ...others, entity_id: callee.id, note_type, params });
	call.account.collection(collection).insert(note);
	recordChange(call, note, { collection });
	return {
		id: note.id,
		entity_id: callee.id,
		entity_type: SINGULAR[callee.type],
		account_id: call.account.info.id,
		request_id: requestId,
		_embedded: { entity: pointer(call, callee.type, callee.id) },
	};
}

/** Guess: what an unmatched number says, beyond what is told in github.com/amocrm/amocrm-api-php, issue 52. */
const unmatched = (requestId: string) => ({
	request_id: requestId,
	title: 'Entity not found',
	status: 263,
	detail: 'Entity not found',
});

const addCalls: Endpoint = {
	method: 'POST',
	path: '/calls',
	run(call) {
		const results = readBatch(call, { check: CALL, mode: 'create' }).map((item) => ({
			made: addCall(call, item),
			requestId: item.requestId,
		}));
		const calls = results.flatMap(({ made }) => made ?? []);
		const errors = results.filter(({ made }) => !made);
		const body = {
			_total_items: calls.length,
			errors: errors.map(({ requestId }) => unmatched(requestId)),
		};
		if (calls.length === 0) return hal(body, 400);
		const status = errors.length === 0 ? 200 : call.account.behaviour.mixedCalls;
		return hal({ ...body, _embedded: { calls } }, status);
	},
};

const POPUP = object({
	type: must(choice('phone_call')),
	phone_number: must(text({ min: 1 })),
	users: (value, path, context) =>
		(Array.isArray(value) ? listOf(textOrNumber) : textOrNumber)(value, path, context),
});

/** Tells users that somebody is calling. amocrm.ru/developers: telephony/call_event. */
const notify: Endpoint = {
	method: 'POST',
	path: '/events',
	run(call) {
		const check = object({ add: must(listOf(POPUP, { min: 1 })) });
		const { add } = readOne(call, { check, mode: 'create' }).value;
		const items = (add as Array<{ phone_number: string }>).map(({ phone_number }) => {
			const callee = findCallee(call.account, phone_number);
			return {
				element_id: callee?.id ?? null,
				element_type: callee ? CARD_NUMBERS[callee.type] : null,
				uid: randomUUID(),
				phone_number,
			};
		});
		return hal({
			_links: { self: { href: '/api/v2/events', method: 'post' } },
			_embedded: { items },
		});
	},
};

export const callEndpoints: Endpoint[] = [addCalls];

/** Below `/api/v2`. */
export const popupEndpoints: Endpoint[] = [notify];
