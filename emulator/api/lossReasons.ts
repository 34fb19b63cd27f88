import type { Model } from '../state/collection';
import { integer, text } from './checks';
import { self, type ApiCall, type Endpoint } from './kit';
import { resourceEndpoints } from './resource';

export const presentReason = (call: ApiCall, reason: Model) => ({
	...reason,
	_links: self(call, `/leads/loss_reasons/${String(reason.id)}`),
});

/** Why leads are lost. Only amoCRM's own client tells of the writes: github.com/amocrm/amocrm-api-php. */
export const lossReasonEndpoints: Endpoint[] = resourceEndpoints({
	path: '/leads/loss_reasons',
	key: 'loss_reasons',
	missing: 204,
	present: presentReason,
	list: {},
	write: {
		fields: {
			name: { check: text({ min: 1 }), required: 'create' },
			sort: integer({ min: 0 }),
		},
		adminOnly: true,
		noBatchUpdate: true,
		create: ({ account, now }, value) => ({
			id: account.ids.take('entity'),
			name: '',
			sort: 1000,
			created_at: now,
			updated_at: now,
			...value,
		}),
		update: ({ now }, reason, value) => Object.assign(reason, value, { updated_at: now }),
	},
	remove: () => undefined,
});
