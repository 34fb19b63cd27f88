/** Which hosts are amoCRM's own, and what stands behind each. amocrm.ru/developers: oauth/step-by-step. */
const AMOCRM_HOST = /^([a-z0-9-]+\.)+?(amocrm\.ru|amocrm\.com|kommo\.com)$/;

const CONSENT_HOSTS = ['www.amocrm.ru', 'www.kommo.com', 'www.amocrm.com'];
const SHARD_HOST = /^api-[a-z]\./;
const DRIVE_HOST = /^drive-[a-z0-9]+\./;
const AMOJO_HOST = /^amojo\./;

export type Room = 'consent' | 'shard' | 'drive' | 'amojo' | 'account';

export const isAmoCrmHost = (host: string): boolean => AMOCRM_HOST.test(host);

export function roomOf(host: string): Room {
	if (CONSENT_HOSTS.includes(host)) return 'consent';
	if (DRIVE_HOST.test(host)) return 'drive';
	if (AMOJO_HOST.test(host)) return 'amojo';
	return SHARD_HOST.test(host) ? 'shard' : 'account';
}

/** Below it, bodies are parts of files: bytes, whatever their content type says. */
export const UPLOAD_PATH = '/v1.0/sessions/upload/';

export const isFilePart = (host: string, path: string): boolean =>
	roomOf(host) === 'drive' && path.startsWith(UPLOAD_PATH);
