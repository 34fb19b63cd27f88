import { embeddedIn, isEntity, type Ask, type Entity } from '../../../../tools/conform/ask';
import { readOperations } from '../../../../tools/conform/operations';
import { compareReads, loreOf } from '../../../../tools/conform/reads';
import {
	addedTo,
	Censor,
	makeReport,
	readReport,
	reportLines,
	reportPage,
	type Report,
} from '../../../../tools/conform/report';
import { openSample } from '../../../../tools/conform/sample';

/** Made up, and put wherever an answer has room. */
const CORPUS = [
	'Иван Петров',
	'Zoe Quux',
	'+7 900 765-43-21',
	'79007654321',
	'zoe.quux@mail.example',
	'eyJhbGciOiJSUzI1NiJ9.c2VjcmV0.c2lnbmF0dXJl',
	'def502009a1b2c3d',
	'https://zoe-quux.example/?token=hush',
	'4111 1111 1111 1111',
	'zoequux',
];

/** Keys by which the account is found again: with other values it could not be read on. */
const KEPT_KEYS = /^(id|uid|uuid|code|href|timezone|drive_url|customers_mode)$|_id$|_uuid$/;

let next = 0;
const secret = () => CORPUS[next++ % CORPUS.length];

/** Data in place of every text, keys named by data, and choices that are none. */
function poisoned(value: unknown, key = ''): unknown {
	if (typeof value === 'string') return KEPT_KEYS.test(key) ? value : secret();
	if (Array.isArray(value)) return value.map((item) => poisoned(item, key));
	if (!isEntity(value)) return value;
	const entries = Object.entries(value).map(([name, item]) => [name, poisoned(item, name)]);
	const odd = { [secret()]: secret(), [secret()]: { [secret()]: [secret()] } };
	return { ...Object.fromEntries(entries), ...odd } as Entity;
}

const poisonedAccount =
	(ask: Ask): Ask =>
	async (call) => {
		const { status, headers, body } = await ask(call);
		const isFound = status === 200 && Object.keys(embeddedIn(body)).length > 0;
		const type = isFound ? headers['content-type'] : `text/html; charset=${secret()}`;
		return { status, headers: { 'content-type': type, location: secret() }, body: poisoned(body) };
	};

const textsOf = (report: Report) => [
	JSON.stringify(report),
	reportPage(report),
	reportLines(report).join('\n'),
];

describe('the report', () => {
	it('holds nothing of what an account holds, wherever that stands', async () => {
		const sample = await openSample('amocrm');
		const { domain, id } = sample.account;
		const { differences, nothingThere } = await compareReads(poisonedAccount(sample.ask), domain);
		const { words } = await loreOf('amocrm');
		const parts = { platform: 'amocrm' as const, calls: 1, notAsked: nothingThere };
		const report = makeReport(parts, differences, new Censor(words, await readOperations()));
		expect(report.differences.length).toBeGreaterThan(50);
		for (const text of textsOf(report)) {
			const found = [...CORPUS, domain, 'sample', String(id), sample.token].filter((one) =>
				text.toLowerCase().includes(one.toLowerCase()),
			);
			expect(found).toEqual([]);
		}
		// No id of whatever kind.
		expect(JSON.stringify([report.differences, report.notAsked])).not.toMatch(/\d{4,}/);
		expect(readReport(JSON.stringify(report))).toEqual(report);
	});

	it('keeps back what is told in words that it does not know', async () => {
		const { words } = await loreOf('amocrm');
		const fine = {
			read: 'GET /api/v4/leads/{id}',
			what: 'type' as const,
			where: '_embedded.leads[].price',
			account: 'empty text, null',
			emulator: 'whole number, a midnight of the account, whole number',
			asks: ['order[id]=asc', 'filter[statuses][0][pipeline_id], filter[statuses][0][status_id]'],
			page: 'crm/leads-api',
		};
		const bad = CORPUS.flatMap((text) => [
			{ ...fine, read: `GET /api/v4/leads/${text}` },
			{ ...fine, where: `_embedded.leads[].${text}` },
			{ ...fine, where: `_embedded.leads[${text}].price` },
			{ ...fine, account: text },
			{ ...fine, account: `null, ${text}` },
			{ ...fine, emulator: `"${text}"` },
			{ ...fine, asks: [`filter[name]=${text}`] },
			{ ...fine, asks: [`filter[${text}]`] },
			{ ...fine, page: text },
		]);
		const parts = { platform: 'amocrm' as const, calls: 1, notAsked: [] };
		const report = makeReport(parts, [fine, ...bad], new Censor(words, await readOperations()));
		expect(report.differences).toEqual([fine]);
		expect(report.keptBack).toBe(bad.length);
	});

	it('shows on its page everything that it holds', async () => {
		const difference = {
			read: 'GET /api/v4/leads',
			what: 'key' as const,
			where: '_embedded.leads[].<key>',
			account: 'always',
			emulator: 'never',
			asks: ['everything'],
			page: 'crm/leads-api',
		};
		const { words } = await loreOf('amocrm');
		const parts = { platform: 'amocrm' as const, calls: 7, notAsked: ['GET /api/v4/talks'] };
		const report = makeReport(parts, [difference], new Censor(words, await readOperations()));
		const shown = reportPage(report)
			.replace(/<[^>]*>/g, ' ')
			.replaceAll('&lt;', '<')
			.replaceAll('&gt;', '>');
		const texts = [report.about, report.package, 'amocrm', ...parts.notAsked];
		for (const text of [...texts, ...Object.values(difference).flat()]) {
			expect(shown).toContain(text);
		}
	});

	it('of --oauth goes into the one that is there already', async () => {
		const { words } = await loreOf('amocrm');
		const censor = new Censor(words, await readOperations());
		const difference = {
			read: 'GET /api/v4/leads',
			what: 'status' as const,
			where: '',
			account: '204',
			emulator: '200',
			asks: ['everything'],
			page: 'crm/leads-api',
		};
		const played = {
			...difference,
			read: 'POST /oauth2/access_token',
			asks: ['refreshed'],
			page: 'oauth/step-by-step',
		};
		const parts = { platform: 'amocrm' as const, calls: 7, notAsked: ['GET /api/v4/talks'] };
		const report = (...differences: (typeof difference)[]) =>
			makeReport(parts, differences, censor);
		const again = { ...played, account: '403' };
		expect(addedTo(report(difference, played), report(again), censor)).toEqual({
			...report(difference, again),
			calls: 14,
		});
		expect(addedTo({ ...report(difference), platform: 'kommo' }, report(again), censor)).toEqual(
			report(again),
		);
	});

	it.each(['', '{}', '[1]', '<html>'])('is not taken for one: %j', (text) => {
		expect(() => readReport(text)).toThrow('This is not a report of `npm run conform`.');
	});
});
