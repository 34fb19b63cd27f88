import { once } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { AmoCrmProblem } from '../problem';
import type { ApiCall, ApiClient } from '../transport/client';
import { onHost, type HostRule } from '../transport/http';

/**
 * Files are kept on hosts of their own, each for many accounts.
 * @see https://www.amocrm.ru/developers/content/files/files-api
 */
const DRIVE_HOST = /^drive-[a-z]\.(?:amocrm\.ru|amocrm\.com|kommo\.com)$/;

/** Addresses on drives: answers name them, so their hosts are looked at each time. */
export const onAnyDrive: HostRule = (url) => DRIVE_HOST.test(url.host) && onHost(url.host)(url);

const isOnDrive = ({ path }: ApiCall) => path.startsWith('/v1.0/');

/** Where the account says that its files are. */
async function driveHostOf(account: ApiClient): Promise<string> {
	const { drive_url: named } =
		(await account.request({
			method: 'GET',
			path: '/api/v4/account',
			query: { with: 'drive_url' },
		})) ?? {};
	const url = URL.canParse(String(named)) ? new URL(String(named)) : undefined;
	if (url && onAnyDrive(url)) return url.host;
	throw new AmoCrmProblem(
		'refused',
		`The account ${account.domain} names no drive for its files.`,
		{
			hint: 'Files are kept on a host such as drive-b.amocrm.ru; nothing was sent to any other.',
		},
	);
}

/** The account together with its drive: each call goes to where its path is. */
export function withDrive(account: ApiClient, clientAt: (host: string) => ApiClient): ApiClient {
	const drive = once(async () => clientAt(await driveHostOf(account)));
	return {
		domain: account.domain,
		run: account.run,
		request: async <T = IDataObject>(call: ApiCall) =>
			await (isOnDrive(call) ? await drive() : account).request<T>(call),
	};
}
