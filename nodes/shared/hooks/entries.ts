import { omit } from 'lodash';

import { entityUnder, NOTE, type HookEntity } from './entities';
import { entriesOf, isBranch, type Branch, type Tree } from './tree';

/** One event in a body, before its fields are read. */
export interface HookEntry extends HookEntity {
	action: string;
	/** As it came. */
	raw: Branch;
	/** The same without the wrapper of notes. */
	sent: Branch;
}

/** Reviews of chat templates come without the name of their entity. */
const NAMELESS = new Map([['add', 'chat_template_review']]);

/** Actions by their entity; a text has none. */
function actionsUnder(key: string, tree: Tree): Array<[string, Branch]> {
	const entity = NAMELESS.get(key) ?? (Array.isArray(tree) ? 'unknown' : undefined);
	if (entity) return [[entity, { [key]: tree }]];
	return isBranch(tree) ? [[key, tree]] : [];
}

/** The note is nested in the entry; the entity of the event is the card. */
function noteOf(entity: HookEntity, raw: Branch): HookEntity & Pick<HookEntry, 'sent'> {
	const { note, ...rest } = raw;
	const sent = isBranch(note) ? { ...rest, ...note } : raw;
	return { ...entity, id: 'entity_id', fields: NOTE, sent };
}

function toEntry(entity: HookEntity, action: string, tree: Tree): HookEntry {
	// A deletion may send only the id.
	const raw = isBranch(tree) ? tree : { id: tree };
	const described = action === 'note' ? noteOf(entity, raw) : { ...entity, sent: raw };
	return { ...described, action, raw };
}

/** All events of a body: `{ leads: { add: [{ … }], status: [{ … }] } }`. */
export const entriesIn = (body: Branch): HookEntry[] =>
	Object.entries(omit(body, 'account'))
		.flatMap(([key, tree]) => actionsUnder(key, tree))
		.flatMap(([key, actions]) =>
			Object.entries(actions).flatMap(([action, tree]) =>
				entriesOf(tree).map((entry) => toEntry(entityUnder(key), action, entry)),
			),
		);
