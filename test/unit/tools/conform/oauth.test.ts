import { cloneDeep } from 'lodash';

import type { Answer, Ask, Call, Entity } from '../../../../tools/conform/ask';
import type { Difference } from '../../../../tools/conform/compare';
import { EmulatedAccount } from '../../../../tools/conform/emulated';
import { Inbox, isOfEmulator } from '../../../../tools/conform/inbox';
import { compareOauth, emulatorSide, sideOf, type Side } from '../../../../tools/conform/oauth';
import { readOperations } from '../../../../tools/conform/operations';
import { loreOf } from '../../../../tools/conform/reads';
import { Censor, makeReport, reportPage } from '../../../../tools/conform/report';

let inbox: Inbox;

beforeEach(async () => {
	inbox = await Inbox.open(0);
});

afterEach(() => inbox.close());

/** The emulator in amoCRM's place, with a redirect URI that has a query of its own. */
async function openAccount(): Promise<Side> {
	const account = await EmulatedAccount.open({ subdomain: 'zoequux' });
	return await sideOf(account, `${inbox.address}/amo?hush=zoe`, (call) => !isOfEmulator(call));
}

async function compared(account: Side): Promise<Difference[]> {
	const { words } = await loreOf('amocrm');
	return await compareOauth(account, await emulatorSide('amocrm', inbox), inbox, words);
}

const told = ({ read, what, where, account, emulator, asks }: Difference) =>
	`${read} (${asks.join()}): ${what} ${where}: ${account}, not ${emulator}`;

type Change = (call: Call, answer: Answer) => Answer;

const answering =
	(ask: Ask, change: Change): Ask =>
	async (call) =>
		change(call, cloneDeep(await ask(call)));

const grantOf = ({ body }: Call) => (body as Entity | undefined)?.grant_type;

/** What arrives is another call than amoCRM's. */
function arriving(side: Side, change: (url: URL) => URL | undefined): Side {
	const take = inbox.take.bind(inbox);
	jest.spyOn(inbox, 'take').mockImplementation((isWanted) =>
		take(isWanted).flatMap((call) => {
			if (isOfEmulator(call)) return [call];
			const query = new URLSearchParams(call.query as Record<string, string>);
			const url = change(new URL(`${inbox.address}${call.path}?${query.toString()}`));
			return url ? [{ ...call, query: Object.fromEntries(url.searchParams) }] : [];
		}),
	);
	return side;
}

const edited = (
	isIt: (query: URLSearchParams) => boolean,
	edit: (query: URLSearchParams) => void,
) =>
	((url) => {
		if (isIt(url.searchParams)) edit(url.searchParams);
		return url;
	}) satisfies (url: URL) => URL;

const isInstall = (query: URLSearchParams) => query.has('from_widget');
const isDisabling = (query: URLSearchParams) => query.has('signature');

describe('the installing and the disabling, played on both sides', () => {
	it('show no difference in the emulator itself', async () => {
		expect((await compared(await openAccount())).map(told)).toEqual([]);
	});

	it.each<[string, (url: URL) => URL | undefined, string[]]>([
		[
			'the call of an install lacks from_widget',
			edited(isInstall, (query) => query.delete('from_widget')),
			[
				'GET {redirect_uri} (installed in the account): key the widget: never, not always',
				'GET {redirect_uri} (installed in the account): key query.from_widget: never, not always',
			],
		],
		[
			'the referer is an address',
			edited(isInstall, (query) => query.set('referer', `https://${query.get('referer')}`)),
			['GET {redirect_uri} (installed in the account): type query.referer: address, not text'],
		],
		[
			'the state comes back as another',
			edited(
				(query) => query.has('state'),
				(query) => query.set('state', 'other'),
			),
			['GET {redirect_uri} (allowed by the link): type the state: "wrong", not "right"'],
		],
		[
			'the disabling is signed in another way',
			edited(isDisabling, (query) => query.set('signature', 'f'.repeat(64))),
			['GET {disabling_uri} (disabled in the account): type the signature: "wrong", not "right"'],
		],
		[
			'nobody is told of the disabling',
			(url) => (isDisabling(url.searchParams) ? undefined : url),
			['GET {disabling_uri} (disabled in the account): delivery : did not come, not came'],
		],
	])('name that %s', async (_name, change, expected) => {
		expect((await compared(arriving(await openAccount(), change))).map(told)).toEqual(expected);
	});

	it.each<[string, Change, string[]]>([
		[
			'tokens come with no time of the server',
			(call, answer) => {
				if (grantOf(call) === 'refresh_token') delete (answer.body as Entity).server_time;
				return answer;
			},
			[
				'POST /oauth2/access_token (refreshed): key server_time: never, not always',
				'POST /oauth2/access_token (refreshed without a redirect URI): key server_time: never, not always',
			],
		],
		[
			'a used code is refused in other words',
			(_call, answer) => {
				const body = answer.body as Entity;
				if (body.hint === 'Authorization code has been revoked') body.hint = 'Zoe Quux';
				return answer;
			},
			[
				'POST /oauth2/access_token (a code that was used): type hint: <another value>, not "Authorization code has been revoked"',
			],
		],
		[
			'a refresh needs the redirect URI',
			(call, answer) =>
				grantOf(call) === 'refresh_token' && !('redirect_uri' in (call.body as Entity))
					? { ...answer, status: 400, body: {} }
					: answer,
			['POST /oauth2/access_token (refreshed without a redirect URI): status : 400, not 200'],
		],
	])('name that %s', async (_name, change, expected) => {
		const account = await openAccount();
		const found = await compared({ ...account, ask: answering(account.ask, change) });
		const others = found.map(told).filter((one) => !expected.includes(one));
		expect(expected.filter((one) => !found.map(told).includes(one))).toEqual([]);
		// What follows from a refresh that did not take place.
		expect(others.filter((one) => !/after the disabling|from before/.test(one))).toEqual([]);
	});

	it('send the secret to nobody else, whoever calls', async () => {
		const account = await openAccount();
		const asked: Call[] = [];
		const ask: Ask = async (call) => {
			asked.push(call);
			return await account.ask(call);
		};
		const elsewhere = edited(
			(query) => query.has('referer'),
			(query) => query.set('referer', 'other.amocrm.ru'),
		);
		await expect(compared(arriving({ ...account, ask }, elsewhere))).rejects.toThrow(
			'The call came from another account.',
		);
		expect(asked).toEqual([]);
	});

	it('leave nothing of the account in the report', async () => {
		const account = await openAccount();
		const said = 'Иван Петров, zoe.quux@mail.example';
		const ask = answering(account.ask, (_call, answer) => ({
			...answer,
			headers: { 'content-type': said },
			body: { ...(answer.body as Entity), hint: said, [said]: said, token_type: said },
		}));
		const named = edited(
			() => true,
			(query) => query.set(said, said),
		);
		const found = await compared(arriving({ ...account, ask }, named));
		const { words } = await loreOf('amocrm');
		const parts = { platform: 'amocrm' as const, calls: 1, notAsked: [] };
		const report = makeReport(parts, found, new Censor(words, await readOperations()));
		expect(report.keptBack).toBe(0);
		expect(report.differences.length).toBeGreaterThan(10);
		const { id, secret } = account.integration;
		for (const text of [JSON.stringify(report), reportPage(report)]) {
			for (const hidden of ['zoe', 'hush', 'Иван', id, secret]) expect(text).not.toContain(hidden);
		}
	});
});
