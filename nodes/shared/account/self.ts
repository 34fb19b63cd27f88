import { cached } from '../cached';
import type { AccountSession } from './session';

/** The account of a session, and in whose name it acts there. */
export interface Self {
	id: number;
	userId: number;
}

/** Neither changes while the same user has granted the access. */
const selves = cached<Self>({ ms: Infinity, most: 5_000 });

/** @see https://www.amocrm.ru/developers/content/crm_platform/account-info */
async function load(session: AccountSession): Promise<Self> {
	const account = await session.request({ method: 'GET', path: '/api/v4/account' });
	return { id: Number(account?.id), userId: Number(account?.current_user_id) };
}

export const selfOf = async (session: AccountSession): Promise<Self> =>
	await selves.read(`${session.key}|${session.grantedBy ?? ''}`, async () => await load(session));
