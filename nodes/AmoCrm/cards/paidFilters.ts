import { readFacts } from '../../shared/account/facts';
import type { AccountSession } from '../../shared/account/session';
import { settle } from '../../shared/settle';

/**
 * Whether this account filters cards. In amoCRM that is an option to be paid for, without which a filter may
 * be passed over in silence; Kommo filters always.
 * @see https://www.amocrm.ru/developers/content/crm_platform/filters-api
 */
export async function canFilter(session: AccountSession): Promise<boolean> {
	if (session.platform === 'kommo') return true;
	const facts = await settle(readFacts(session));
	return facts.ok && facts.value.hasCardFilters;
}
