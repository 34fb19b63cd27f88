import type { EntityPath } from '../../shared/fields/definition';
import { readPages } from '../../shared/transport/pages';
import type { Lookup } from '../../shared/editor/lookup';

/**
 * Groups in which cards show their fields.
 * @see https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export const fieldGroups = (
	entity: (parameter: (name: string) => unknown) => EntityPath,
): Lookup => ({
	method: 'getFieldGroups',
	load: async (session, parameter) => {
		const path = `/api/v4/${entity(parameter)}/custom_fields/groups`;
		const call = { path, pageSize: 'whole' as const };
		const groups = await readPages(session, call, 'custom_field_groups', Infinity);
		return groups.map(({ id, name }) => ({ name: String(name), value: String(id) }));
	},
});
