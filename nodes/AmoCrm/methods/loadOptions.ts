import { lookupMethods } from '../../shared/editor/lookupMethods';
import { resources } from '../resources';

export const loadOptions = lookupMethods(
	resources.flatMap(({ operations }) => operations.flatMap(({ offers }) => offers?.lookups ?? [])),
);
