/** Which hosts are amoCRM's own, and what stands behind each. amocrm.ru/developers: oauth/step-by-step. */
const AMOCRM_HOST = /^([a-z0-9-]+\.)+?(amocrm\.ru|amocrm\.com|kommo\.com)$/;

const CONSENT_HOSTS = ['www.amocrm.ru', 'www.kommo.com', 'www.amocrm.com'];
const SHARD_HOST = /^api-[a-z]\./;

export type Room = 'consent' | 'shard' | 'account';

export const isAmoCrmHost = (host: string): boolean => AMOCRM_HOST.test(host);

export function roomOf(host: string): Room {
	if (CONSENT_HOSTS.includes(host)) return 'consent';
	return SHARD_HOST.test(host) ? 'shard' : 'account';
}
