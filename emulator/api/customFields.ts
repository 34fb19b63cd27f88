import type { Model } from '../state/collection';
import { keepOptions, keepTree } from './fieldChoices';
import { definitionProblems, fieldsFor } from './fieldDefinition';
import { fieldGroupEndpoints } from './fieldGroups';
import { blankField, cardOf, FIELD_OWNERS, holders, type FieldOwner } from './fieldOwners';
import { texts } from './filters';
import { refuse, self, type ApiCall, type Endpoint } from './kit';
import { atMost, resourceEndpoints } from './resource';

/** Definitions of custom fields. amocrm.ru/developers: crm/custom-fields. */
function applyDefinition(call: ApiCall, field: Model, value: Record<string, unknown>): void {
	const { enums, nested, ...others } = value;
	Object.assign(field, others);
	if (enums !== undefined) field.enums = keepOptions(call.account, enums);
	if (nested !== undefined) field.nested = keepTree(call.account, nested);
}

function createField(call: ApiCall, owner: FieldOwner, value: Record<string, unknown>): Model {
	const field: Model = { ...blankField(call, owner), id: call.account.ids.take('field') };
	if (value.type === 'category') field.nested = [];
	applyDefinition(call, field, value);
	return field;
}

/** The values go with the field. */
function removeValues(call: ApiCall, owner: FieldOwner, field: Model): void {
	for (const holder of holders(call, cardOf(call, owner)).all()) {
		const entries = (holder.custom_fields_values ?? []) as Array<{ field_id: unknown }>;
		const left = entries.filter(({ field_id }) => field_id !== field.id);
		if (left.length < entries.length) holder.custom_fields_values = left.length > 0 ? left : null;
	}
}

function fieldEndpoints(owner: FieldOwner): Endpoint[] {
	const place = { path: `${owner.path}/custom_fields` };
	const hasRoom = atMost(owner.max ?? Infinity, place, 422);
	return resourceEndpoints({
		...place,
		key: 'custom_fields',
		missing: 404,
		guard: owner.guard,
		present: (call, field) => ({
			...field,
			_links: self(call, `/${cardOf(call, owner)}/custom_fields/${field.id}`),
		}),
		// The page's introduction allows 50, its table 250: whoever follows `next` is right either way.
		list: { filters: { type: texts('type') }, orders: ['sort', 'id'], totals: true, pageCap: 50 },
		write: {
			fields: (call) => fieldsFor(call, owner),
			adminOnly: true,
			status: { create: 201, update: 201 },
			envelope: ['_total_items'],
			also: (call, item, field) => [
				...hasRoom(call, item, field),
				...definitionProblems(call, owner, item, field),
			],
			create: (call, value) => createField(call, owner, value),
			update: applyDefinition,
		},
		remove(call, field) {
			if (field.is_deletable === false) throw refuse(403, 'This field can not be deleted');
			removeValues(call, owner, field);
		},
	});
}

export const customFieldEndpoints: Endpoint[] = FIELD_OWNERS.flatMap((owner) => [
	...fieldEndpoints(owner),
	...(owner.hasGroups ? fieldGroupEndpoints(owner) : []),
]);
