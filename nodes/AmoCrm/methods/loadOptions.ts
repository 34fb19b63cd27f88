import { lookupMethods } from '../../shared/editor/inEditor';
import { resources } from '../resources';

export const loadOptions = lookupMethods(
	resources.flatMap(({ operations }) => operations.flatMap(({ offers }) => offers?.lookups ?? [])),
);
