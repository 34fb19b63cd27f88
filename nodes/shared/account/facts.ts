import type { IDataObject } from 'n8n-workflow';
import { IANAZone } from 'luxon';

import { cached } from '../cached';
import type { AccountSession } from './session';

/** What hardly ever changes about an account, and much depends on. */
interface AccountFacts {
	/** In which it keeps its days: an IANA name. */
	zone: string;
	/** Whether it bought the option by which amoCRM filters lists of cards. */
	hasCardFilters: boolean;
}

const facts = cached<AccountFacts>({ ms: 5 * 60 * 1000 });

interface DateSettings {
	timezone?: string;
	/** `+03:00` */
	timezone_offset?: string;
}

/** amoCRM names the zone; its offset alone is right for today at least. */
function zoneOf({ timezone, timezone_offset: offset }: DateSettings): string {
	if (timezone && IANAZone.isValidZone(timezone)) return timezone;
	return offset ? `UTC${offset}` : 'UTC';
}

async function ask(session: AccountSession): Promise<AccountFacts> {
	const account = await session.request<IDataObject>({
		method: 'GET',
		path: '/api/v4/account',
		query: { with: 'datetime_settings,is_api_filter_enabled' },
	});
	const embedded = (account?._embedded ?? {}) as IDataObject;
	return {
		zone: zoneOf((embedded.datetime_settings ?? {}) as DateSettings),
		hasCardFilters: account?.is_api_filter_enabled === true,
	};
}

/**
 * Asked once in a while for each account.
 * @see https://www.amocrm.ru/developers/content/crm_platform/account-info
 */
export async function readFacts(session: AccountSession): Promise<AccountFacts> {
	return await facts.read(session.key, () => ask(session));
}

/** The time zone in which the account keeps its days. */
export const accountZone = async (session: AccountSession): Promise<string> =>
	(await readFacts(session)).zone;

/** The account of a session, and in whose name it acts there. */
interface Self {
	id: number;
	userId: number;
}

/** Neither changes while the same user has granted the access. */
const selves = cached<Self>({ ms: Infinity, most: 5_000 });

/** @see https://www.amocrm.ru/developers/content/crm_platform/account-info */
async function loadSelf(session: AccountSession): Promise<Self> {
	const account = await session.request({ method: 'GET', path: '/api/v4/account' });
	return { id: Number(account?.id), userId: Number(account?.current_user_id) };
}

export const selfOf = (session: AccountSession): Promise<Self> =>
	selves.read(`${session.key}|${session.grantedBy ?? ''}`, () => loadSelf(session));
