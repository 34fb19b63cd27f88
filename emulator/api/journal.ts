import { kindOf, type Change } from '../state/changes';
import type { Model } from '../state/collection';
import type { LinkEnd } from '../state/links';
import { SINGULAR } from './entities';
import type { ApiCall } from './kit';
import { WATCHED, type Happening, type Subject } from './watches';

/** 26 characters that grow with time, as amoCRM's are. */
function eventId({ account, now }: ApiCall): string {
	const time = (now * 1000).toString(32).padStart(10, '0');
	return time + account.ids.take('entity').toString(32).padStart(16, '0');
}

export function blankEvent(call: ApiCall, { type, id }: Subject): Model {
	return {
		id: eventId(call),
		type: '',
		entity_id: id,
		entity_type: type,
		created_by: call.userId,
		created_at: call.now,
		value_after: [],
		value_before: [],
		account_id: call.account.info.id,
	};
}

/** Events of what callers do. amocrm.ru/developers: crm/events-and-notes. Seeded objects have no history but what is seeded as events. */
function note(call: ApiCall, subject: Subject, happening: Happening): void {
	const { type, after = [], before = [], more = {} } = happening;
	call.account.collection('events').insert({
		...blankEvent(call, subject),
		type,
		value_after: after,
		value_before: before,
		...more,
	});
}

/** An object was made, or (with `before`) changed: events are made of it here, webhooks later. */
export function recordChange(
	call: ApiCall,
	model: Model,
	{ collection, before }: Pick<Change, 'collection' | 'before'>,
): void {
	call.account.changes.push({ collection, before, after: { ...model } });
	const watched = WATCHED[kindOf(collection)];
	if (!watched) return;
	const subject = watched.subject(model, call);
	const happenings = before
		? watched.changes.flatMap((tell) => tell(before, model, call))
		: [watched.made(call, model)];
	for (const happening of happenings) note(call, subject, happening);
}

/** Told of the card that was linked from. */
export function recordLink(
	call: ApiCall,
	way: 'link' | 'unlink',
	from: LinkEnd,
	to: LinkEnd,
): void {
	const type = SINGULAR[to.type] ?? 'entity';
	note(
		call,
		{ type: SINGULAR[from.type], id: from.id },
		{
			type: `${type}_${way}ed`,
			after: [{ [way]: { entity: { type: SINGULAR[to.type] ?? 'catalog_element', id: to.id } } }],
		},
	);
}
