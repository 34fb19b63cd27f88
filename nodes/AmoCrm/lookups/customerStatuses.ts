import { settle } from '../../shared/settle';
import { AmoCrmProblem } from '../../shared/problem';
import type { Lookup } from '../../shared/editor/lookup';
import { listed } from '../../shared/editor/listed';

const all = listed('getCustomerStatuses', '/api/v4/customers/statuses', 'statuses', 'whole');

/**
 * An account has them only where customers are led by their next purchase; amoCRM refuses the question elsewhere.
 * @see https://www.amocrm.ru/developers/content/crm_platform/customers-statuses-api
 */
export const customerStatuses: Lookup = {
	...all,
	load: async (session, parameter) => {
		const read = await settle(all.load(session, parameter));
		if (read.ok) return read.value;
		if (read.error instanceof AmoCrmProblem && read.error.details.status === 422) return [];
		throw read.error;
	},
};
