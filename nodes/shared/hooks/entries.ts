import { omit } from 'lodash';

import { entityUnder, NOTE, type HookEntity } from './entities';
import { entriesOf, isBranch, type Branch, type Tree } from './tree';

/** One thing that a body tells of. */
export interface HookEntry extends HookEntity {
	action: string;
	/** As it came. */
	raw: Branch;
	/** The same without wrappers. */
	sent: Branch;
}

/** Reviews of chat templates come without the name of their entity. */
const NAMELESS = new Map([['add', 'chat_template_review']]);

/** Actions by what they happen to; a text tells of none. */
function actionsUnder(key: string, tree: Tree): Array<[string, Branch]> {
	const entity = NAMELESS.get(key) ?? (Array.isArray(tree) ? 'unknown' : undefined);
	if (entity) return [[entity, { [key]: tree }]];
	return isBranch(tree) ? [[key, tree]] : [];
}

/** The note lies within the entry; what it happened to is the card. */
function noteOf(entity: HookEntity, raw: Branch): HookEntity & Pick<HookEntry, 'sent'> {
	const { note, ...rest } = raw;
	const sent = isBranch(note) ? { ...rest, ...note } : raw;
	return { ...entity, id: 'entity_id', fields: NOTE, sent };
}

function tellingOf(entity: HookEntity, action: string, tree: Tree): HookEntry {
	// Of what was deleted only the id may come.
	const raw = isBranch(tree) ? tree : { id: tree };
	const told = action === 'note' ? noteOf(entity, raw) : { ...entity, sent: raw };
	return { ...told, action, raw };
}

/** All that a body tells of: `{ leads: { add: [{ … }], status: [{ … }] } }`. */
export const entriesIn = (body: Branch): HookEntry[] =>
	Object.entries(omit(body, 'account'))
		.flatMap(([key, tree]) => actionsUnder(key, tree))
		.flatMap(([key, actions]) =>
			Object.entries(actions).flatMap(([action, tree]) =>
				entriesOf(tree).map((entry) => tellingOf(entityUnder(key), action, entry)),
			),
		);
