import { readDefinitions, type EntityPath } from '../../shared/fields/definition';
import { byLabel } from '../../shared/fields/labels';
import type { Lookup } from '../../shared/editor/lookup';

/** Fields that the account itself defines for one kind of card, those of types that pass `isOffered`. */
export const ownFields = (
	name: string,
	entity: (parameter: (name: string) => unknown) => EntityPath,
	isOffered: (type: string) => boolean,
): Lookup => ({
	method: `getFields_${name}`,
	load: async (session, parameter) => {
		const all = await readDefinitions(session, session.key, entity(parameter));
		const labelled = byLabel(all, (field) => field);
		return [...labelled]
			.filter(([, { type }]) => isOffered(type))
			.map(([name, { id }]) => ({ name, value: id }));
	},
});
