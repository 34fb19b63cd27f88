import type { Platform } from '../../../nodes/shared/address';

export const LONGEST_LABEL = 'a'.repeat(63);

/** What a person pastes, and the account that it names. */
export const PASTED: Array<[pasted: string, domain: string, platform: Platform]> = [
	['example', 'example.amocrm.ru', 'amocrm'],
	['example/leads', 'example.amocrm.ru', 'amocrm'],
	['https://example/', 'example.amocrm.ru', 'amocrm'],
	['example.amocrm.ru', 'example.amocrm.ru', 'amocrm'],
	['EXAMPLE.AmoCRM.ru', 'example.amocrm.ru', 'amocrm'],
	[' \texample.amocrm.ru\r\n', 'example.amocrm.ru', 'amocrm'],
	['https://example.amocrm.ru', 'example.amocrm.ru', 'amocrm'],
	['HTTPS://example.amocrm.ru/', 'example.amocrm.ru', 'amocrm'],
	['http://example.amocrm.ru/leads/list', 'example.amocrm.ru', 'amocrm'],
	['https://example.amocrm.ru/leads/?query=ivan petrov', 'example.amocrm.ru', 'amocrm'],
	['example.amocrm.ru?from=mail@example.com:1', 'example.amocrm.ru', 'amocrm'],
	['example.amocrm.ru#top', 'example.amocrm.ru', 'amocrm'],
	['my-company2.amocrm.ru', 'my-company2.amocrm.ru', 'amocrm'],
	['7.amocrm.ru', '7.amocrm.ru', 'amocrm'],
	[`${LONGEST_LABEL}.amocrm.ru`, `${LONGEST_LABEL}.amocrm.ru`, 'amocrm'],
	['https://example.kommo.com/leads/list', 'example.kommo.com', 'kommo'],
	['example.kommo.com/chats/?filter[pipe]=1#card', 'example.kommo.com', 'kommo'],
	['https://example.amocrm.com', 'example.amocrm.com', 'kommo'],
];

/** What names no account, or names one only at first sight. */
export const HOSTILE: string[] = [
	'',
	'   ',
	'.',
	// other hosts
	'evil.com',
	'example.amocrm.ru.evil.com',
	'evil.com/.amocrm.ru',
	'evil.com?.amocrm.ru',
	'evil.com#.amocrm.ru',
	'evilamocrm.ru',
	'example.evilamocrm.ru',
	'example.amocrm.az',
	'example.amocrm.ru,evil.com',
	'evil.com%00.amocrm.ru',
	'example%2eamocrm.ru',
	// users and ports
	'user@evil.com',
	'user@example.amocrm.ru',
	'user:word@example.amocrm.ru',
	'example.amocrm.ru@evil.com',
	'https://example.amocrm.ru@evil.com/',
	'https://example.amocrm.ru:@evil.com/',
	'example.amocrm.ru:443',
	'https://example.amocrm.ru:8443/leads',
	// numbers
	'127.0.0.1',
	'https://127.0.0.1/.amocrm.ru',
	'0x7f.1',
	'[::1]',
	'http://[::ffff:127.0.0.1]/',
	'::1',
	// look-alikes
	'ex\u0430mple.amocrm.ru',
	'example.\u0430mocrm.ru',
	'example.amocrm.r\u0443',
	'\u043f\u0440\u0438\u043c\u0435\u0440',
	'xn--e1afmkfd.amocrm.ru',
	'XN--e1afmkfd',
	'example.xn--mocrm-4nf.ru',
	'example\u3002amocrm.ru',
	'example.amocrm.ru\u2044.evil.com',
	// characters that some parser drops, folds or splits at
	'example.amocrm.ru\r\nHost: evil.com',
	'exam\nple.amocrm.ru',
	'evil.com\n.amocrm.ru',
	'evil.com\n/example.amocrm.ru',
	'example\t.amocrm.ru',
	'exam ple.amocrm.ru',
	'example.amocrm.ru\u0000',
	'example\\.amocrm.ru',
	'evil.com\\.amocrm.ru',
	'example.amocrm.ru\\@evil.com',
	'https:\\\\example.amocrm.ru',
	// not quite an address
	'//example.amocrm.ru',
	'https://https://example.amocrm.ru',
	'ftp://example.amocrm.ru',
	'javascript:alert(1)',
	'.amocrm.ru',
	'example..amocrm.ru',
	'example.amocrm.ru.',
	'-example.amocrm.ru',
	'example-.amocrm.ru',
	'exam_ple.amocrm.ru',
	'a.b.amocrm.ru',
	`${LONGEST_LABEL}a.amocrm.ru`,
	`${'a'.repeat(1_000)}.amocrm.ru`,
	'example.'.repeat(1_000),
	// amoCRM's own hosts
	'amocrm.ru',
	'https://kommo.com/',
	'amocrm.com',
	'www',
	'www.amocrm.ru',
	'https://www.kommo.com/oauth',
	'accounts.kommo.com',
	'amojo.amocrm.ru',
	'api-b.amocrm.ru',
	'api-c.kommo.com',
	'drive-b.amocrm.ru',
];

const FRAGMENTS = [
	'example',
	'evil.com',
	'.amocrm.ru',
	'.kommo.com',
	'amocrm.com',
	'https://',
	'http:',
	'www.',
	'xn--',
	'api-b',
	'443',
	...'.@:/\\?#%-_,[]Z\u0430\u3002\n\r\t \u0000\u2028',
];

/** Texts put together from what is dangerous in addresses: the same ones at every run. */
export function* mixedAddresses(count: number): Generator<string> {
	let seed = 20_260_131;
	const next = (below: number) => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed % below;
	};
	for (let made = 0; made < count; made++) {
		yield Array.from({ length: 1 + next(6) }, () => FRAGMENTS[next(FRAGMENTS.length)]).join('');
	}
}

/** A name for a test: control characters shown, long texts cut. */
export const titled = <T extends [string, ...unknown[]]>(rows: T[]): Array<[string, ...T]> =>
	rows.map((row) => [JSON.stringify(row[0].slice(0, 60)), ...row]);
