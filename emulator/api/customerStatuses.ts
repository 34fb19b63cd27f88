import type { Model } from '../state/collection';
import { customerStatusDefaults } from '../state/customerStatuses';
import { integer, text, type Fields } from './checks';
import { needsMode } from './customersMode';
import { refuse, self, type ApiCall, type Endpoint } from './kit';
import { atMost, mustChange, resourceEndpoints } from './resource';
import { stageColor } from './stages';

/** Where customers stand who are led by their next purchase. amocrm.ru/developers: crm/customers-statuses-api. */
const PATH = '/customers/statuses';
const MAX_STATUSES = 30;

const FIELDS: Fields = {
	name: { check: text({ min: 1 }), required: 'create' },
	sort: { check: integer({ min: 0 }), required: 'create' },
	color: stageColor,
};

const hasRoom = atMost(MAX_STATUSES, { path: PATH }, 422);

function createStatus({ account }: ApiCall, value: Record<string, unknown>): Model {
	const id = account.ids.take('status');
	return { ...customerStatusDefaults(account.info.id), ...value, id };
}

export const customerStatusEndpoints: Endpoint[] = resourceEndpoints({
	path: PATH,
	key: 'statuses',
	missing: 404,
	guard: needsMode('periodicity'),
	present: (call, status) => ({ ...status, _links: self(call, `${PATH}/${status.id}`) }),
	list: { totals: true, unpaged: true },
	write: {
		fields: FIELDS,
		adminOnly: true,
		noBatchUpdate: true,
		oneRepeatsRequestId: true,
		envelope: ['_total_items', '_links'],
		also: (...item) => [...hasRoom(...item), ...mustChange(...item)],
		create: createStatus,
		update: (_call, status, value) => void Object.assign(status, value),
		answerCreate: ({ id }) => ({ id }),
	},
	remove(_call, { is_default }) {
		if (is_default === true) throw refuse(400, 'This status belongs to every account');
	},
});
