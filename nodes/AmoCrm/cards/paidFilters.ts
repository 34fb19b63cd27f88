import type { AccountSession } from '../../shared/account/session';
import { attempt } from '../../shared/attempt';

/** The option is bought once and kept. */
const KEEP_MS = 5 * 60 * 1000;

const known = new Map<string, { at: number; isEnabled: Promise<boolean> }>();

/**
 * Whether this account filters cards. In amoCRM that is an option to be paid for, without which a filter may
 * be passed over in silence; Kommo filters always.
 * @see https://www.amocrm.ru/developers/content/crm_platform/filters-api
 */
export async function canFilter(session: AccountSession): Promise<boolean> {
	if (session.platform === 'kommo') return true;
	const kept = known.get(session.key);
	if (kept && Date.now() - kept.at < KEEP_MS) return await kept.isEnabled;
	const isEnabled = attempt(
		session.request({
			method: 'GET',
			path: '/api/v4/account',
			query: { with: 'is_api_filter_enabled' },
		}),
	).then((asked) => asked.ok && asked.value?.is_api_filter_enabled === true);
	known.set(session.key, { at: Date.now(), isEnabled });
	return await isEnabled;
}
