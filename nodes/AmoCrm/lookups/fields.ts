import { readDefinitions, type EntityPath } from '../../shared/fields/definition';
import type { Lookup } from '../factories/lookup';

/** Fields that the account itself defines for one kind of card, those of types that pass `isOffered`. */
export const ownFields = (
	name: string,
	entity: (parameter: (name: string) => unknown) => EntityPath,
	isOffered: (type: string) => boolean,
): Lookup => ({
	method: `getFields_${name}`,
	load: async (session, parameter) => {
		const all = await readDefinitions(session, session.key, entity(parameter));
		return all
			.filter(({ type }) => isOffered(type))
			.map((field) => ({ name: field.name, value: field.id }));
	},
});
