import type { Model } from '../state/collection';
import { integer, listOf, notAChoice, text, type Check, type Fields } from './checks';
import { cardOf, type FieldOwner } from './fieldOwners';
import { refuse, self, type ApiCall, type Endpoint } from './kit';
import { mustChange, resourceEndpoints } from './resource';

/** Groups in which cards show their fields. amocrm.ru/developers: crm/custom-fields. */
const fieldOf = (card: string): Check => {
	return (value, path, { account }) =>
		account.fields(card).some(({ id }) => id === value) ? [] : notAChoice(path);
};

const fieldsFor = (card: string): Fields => ({
	name: { check: text({ min: 1 }), required: 'create' },
	sort: { check: integer({ min: 0 }), required: 'create' },
	fields: listOf(fieldOf(card)),
});

const fieldsIn = ({ account }: ApiCall, card: string, groupId: unknown) =>
	account.fields(card).filter((field) => field.group_id === groupId);

export function fieldGroupEndpoints(owner: FieldOwner): Endpoint[] {
	const apply = (call: ApiCall, group: Model, value: Record<string, unknown>) => {
		const { fields = [], ...others } = value as { fields?: number[] };
		Object.assign(group, others);
		for (const field of call.account.fields(cardOf(call, owner))) {
			if (fields.includes(field.id)) field.group_id = group.id;
		}
	};
	const present = (call: ApiCall, group: Model) => ({
		...group,
		_links: self(call, `/${cardOf(call, owner)}/custom_fields/groups/${group.id}`),
	});
	return resourceEndpoints({
		path: `${owner.path}/custom_fields/groups`,
		key: 'custom_field_groups',
		idPattern: ':id*',
		missing: 404,
		guard: owner.guard,
		present,
		list: { totals: true, unpaged: true, unlinked: true },
		write: {
			fields: (call) => fieldsFor(cardOf(call, owner)),
			adminOnly: true,
			status: { create: 201 },
			envelope: ['_total_items'],
			noBatchUpdate: true,
			also: mustChange,
			create(call, value) {
				const group: Model = {
					id: `${owner.entityType}_${call.account.ids.take('entity')}`,
					is_predefined: false,
					type: 'custom_field_group',
					entity_type: owner.entityType,
				};
				apply(call, group, value);
				return group;
			},
			update: apply,
			answerUpdate: (group, call) => ({
				...present(call, group),
				fields: fieldsIn(call, cardOf(call, owner), group.id).map(({ id }) => id),
			}),
		},
		remove(call, group) {
			if (group.is_predefined === true) throw refuse(403, 'This group can not be deleted');
			for (const field of fieldsIn(call, cardOf(call, owner), group.id)) field.group_id = 'default';
		},
	});
}
