import { omit } from 'lodash';
import type { AccountState } from '../state/account';
import type { Model } from '../state/collection';
import { choice, listOf, notAChoice, text, type Check, type Fields } from './checks';
import { needsMode } from './customersMode';
import { applyFieldList, fieldList } from './fieldList';
import { self, type ApiCall, type Endpoint } from './kit';
import { atMost, mustChange, resourceEndpoints } from './resource';

/** Groups of customers who share something. amocrm.ru/developers: crm/customers-statuses-api. */
const SEGMENTS = 'customers/segments';
const MAX_SEGMENTS = 100;

const COLORS =
	'10599d 2176ff 006acc 07a0c3 247ba0 177e89 046e8f 598381 0c7c59 495f41 00a44b 08605f bf2600 06d6a0 e14945 79b473 ae003f a2ad59 cd0f53 8e936d 832161 2e5339 bf126f 6f7c12 ff5376 dd1c1a bb304e 631d76 9d2b32 4a001f b118c8 6a0f49 6610f2 b38a58 8963ba 4b3666 932f6d 6b2d5c 6461a0 4f517d'.split(
		' ',
	);

/** The id of a field in which some list keeps prices. */
const priceField: Check = (value, path, { account }) => {
	const fields = account
		.collection('catalogs')
		.all()
		.flatMap(({ id }) => account.fields(`catalogs/${id}`));
	return fields.some(({ id, type }) => id === value && type === 'price') ? [] : notAChoice(path);
};

const FIELDS: Fields = {
	name: { check: text({ min: 1 }), required: 'create' },
	color: choice(...COLORS),
	custom_fields_values: fieldList(SEGMENTS),
	available_products_price_types: listOf(priceField),
};

const hasRoom = atMost(MAX_SEGMENTS, { path: `/${SEGMENTS}` });

const customersIn = (account: AccountState, { id }: Model): Model[] =>
	account
		.collection('customers')
		.all()
		.filter(({ segment_ids: ids }) => ((ids ?? []) as unknown[]).includes(id));

function applySegment(call: ApiCall, segment: Model, value: Record<string, unknown>): void {
	Object.assign(segment, omit(value, 'custom_fields_values'));
	applyFieldList(call.account, SEGMENTS, segment, value.custom_fields_values);
	segment.custom_fields_values ??= [];
	segment.updated_at = call.now;
}

function createSegment(call: ApiCall, value: Record<string, unknown>): Model {
	const { account, now } = call;
	const segment: Model = {
		id: account.ids.take('entity'),
		created_at: now,
		updated_at: now,
		account_id: account.info.id,
		name: '',
		color: COLORS[0],
		available_products_price_types: [],
	};
	applySegment(call, segment, value);
	return segment;
}

export const segmentEndpoints: Endpoint[] = resourceEndpoints({
	path: `/${SEGMENTS}`,
	key: 'segments',
	missing: 404,
	guard: needsMode('segments'),
	present: (call, segment) => ({
		...segment,
		customers_count: customersIn(call.account, segment).length,
		_links: self(call, `/${SEGMENTS}/${segment.id}`),
	}),
	list: { totals: true },
	write: {
		fields: FIELDS,
		adminOnly: true,
		createsOne: true,
		also: (...item) => [...hasRoom(...item), ...mustChange(...item)],
		create: createSegment,
		update: applySegment,
	},
	remove({ account }, segment) {
		for (const customer of customersIn(account, segment)) {
			const ids = customer.segment_ids as unknown[];
			customer.segment_ids = ids.filter((id) => id !== segment.id);
		}
	},
});
