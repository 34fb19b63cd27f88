import { createHmac } from 'node:crypto';

import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';

import { readCall } from '../../../nodes/AmoCrmInstallTrigger/calls';
import { handleCall } from '../../../nodes/AmoCrmInstallTrigger/handlers';
import type { TriggerContext } from '../../../nodes/AmoCrmInstallTrigger/context';
import { startWorkflow } from '../../../nodes/AmoCrmInstallTrigger/start';
import { signState } from '../../../nodes/shared/oauth/state';
import { AccountRows } from '../../../nodes/shared/registry/accountRows';
import { ExternalKeys } from '../../../nodes/shared/registry/externalKeys';
import { InstalledAccounts } from '../../../nodes/shared/registry/installedAccounts';
import type { InstallNote } from '../../../nodes/AmoCrmInstallTrigger/note';
import { Journal, type NoteKind } from '../../../nodes/shared/registry/journal';
import type { Integration } from '../../../nodes/shared/registry/integration';
import { NoAnswer, type Answer, type Http } from '../../../nodes/shared/transport/http';
import { MemoryTable } from '../support/accountTable';
import { answer } from '../support/http';
import { unpaced } from '../support/limiter';
import { accessToken, newKeys, oauthError, tokenBody } from '../support/tokens';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const FORGED = 2_000;
const REAL = 50;

/** Existing accounts that forged calls name. */
const FORGED_HOSTS = 20;

/** Calls that arrive in a second. */
const EACH_SECOND = 100;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

type Forgery = () => Answer | Promise<Answer>;

/** amoCRM, which knows the codes of some accounts, and answers all others as it is told. */
class CrowdedAmo {
	/** When the token endpoint was asked. */
	readonly asked: number[] = [];

	/** When accounts were asked for anything else. */
	looks = 0;

	private readonly codes = new Map<string, { host: string; accountId: number; until: number }>();

	constructor(private readonly forgery: Forgery) {}

	/** A code that lives for 20 minutes. */
	grant(host: string, accountId: number): string {
		const code = `good-${accountId}`;
		this.codes.set(code, { host, accountId, until: Date.now() + 20 * MINUTE });
		return code;
	}

	http(host: string): Http {
		return async ({ url, headers, body }) => {
			const isToken = new URL(url).pathname === '/oauth2/access_token';
			if (isToken) return await this.exchange(host, (body as { code?: string }).code ?? '');
			this.looks += 1;
			if (!headers?.Authorization) return answer(401, { title: 'Unauthorized', status: 401 });
			return answer(200, { id: 1, name: host });
		};
	}

	private async exchange(host: string, code: string): Promise<Answer> {
		this.asked.push(Date.now());
		const granted = this.codes.get(code);
		if (granted?.host !== host) return await this.forgery();
		if (granted.until <= Date.now()) {
			return answer(400, oauthError(400, 'Authorization code has expired'));
		}
		this.codes.delete(code);
		const { accountId } = granted;
		return answer(
			200,
			tokenBody(accessToken({ account_id: accountId, sub: '9' }), `r-${accountId}`),
		);
	}

	/** The most requests that fell into one second. */
	get most(): number {
		return Math.max(
			...this.asked.map(
				(from) => this.asked.filter((at) => at >= from && at < from + SECOND).length,
			),
		);
	}
}

/** A table that knows how full it ever was. */
class WatchedTable extends MemoryTable {
	most = 0;

	override async insert(...row: Parameters<MemoryTable['insert']>) {
		const id = await super.insert(...row);
		this.most = Math.max(this.most, this.rows.length);
		return id;
	}
}

/** A trigger with its integration, as calls find it. */
function newTrigger(forgery: Forgery, settings: Partial<TriggerContext> = {}) {
	const amo = new CrowdedAmo(forgery);
	const table = new WatchedTable();
	const keys = newKeys();
	const httpTo = (host: string) => amo.http(host);
	const rows = new AccountRows({ table, keys, storage: keys.clientId });
	const options = { httpTo, limiterIn: unpaced, extraDomains: [] };
	const accounts = new InstalledAccounts(rows, options);
	const integration = {
		keys,
		secrets: [keys.clientSecret],
		redirectUri: 'https://app.example/cb',
		accounts,
		journalOf: (kind: NoteKind<InstallNote>) => new Journal(rows, kind),
		externalKeys: new ExternalKeys(rows),
		...options,
	} as unknown as Integration;
	const events: IDataObject[] = [];
	const log: string[] = [];
	const parameters: IDataObject = { events: ['installed', 'denied', 'failed', 'uninstalled'] };
	const functions = {
		getNodeParameter: (name: string) => parameters[name] ?? {},
		logger: { warn: (line: string) => log.push(line) },
	} as unknown as ITriggerFunctions;
	const calls = { done: 0, lost: 0 };

	/** @returns how long the caller waited for its answer; nothing: it waits still */
	function call(query: IDataObject, method: 'GET' | 'POST' = 'GET') {
		const begin = Date.now();
		const caller: { waited?: number; status?: number } = {};
		const answered = (status: number) => {
			caller.waited ??= Date.now() - begin;
			caller.status ??= status;
		};
		const situation: TriggerContext = {
			integration,
			reopen: async () => integration,
			redirectUri: integration.redirectUri,
			stateCheck: 'off',
			saveAs: 'installedAccount',
			external: false,
			receivedAt: new Date(),
			eventId: `event-${calls.done}`,
			owner: 'workflow/node',
			answerServer: () => answered(200),
			answerBrowser: ({ status }) => answered(status),
			warn: (line) => log.push(line),
			...settings,
		};
		void handleCall(readCall(method, query), situation).then(
			(reaction) => {
				answered(reaction.status);
				calls.done += 1;
				startWorkflow(functions, reaction, ([[{ json }]]) => events.push(json));
			},
			() => (calls.lost += 1),
		);
		return caller;
	}

	const told = (event: string) => events.filter((item) => item.event === event).length;
	return { amo, table, keys, accounts, integration, call, calls, events, log, told };
}

type Trigger = ReturnType<typeof newTrigger>;

/** Lets forged calls arrive, and the real ones in their midst; ends when the last real one is connected. */
async function flood(
	trigger: Trigger,
	forge: (n: number) => unknown,
	real: (n: number) => unknown,
): Promise<void> {
	for (let n = 0; n < FORGED; n++) {
		forge(n);
		if (n % (FORGED / REAL) === 0) real(n / (FORGED / REAL));
		if (n % EACH_SECOND === 0) await jest.advanceTimersByTimeAsync(SECOND);
	}
	for (let s = 0; s < 25 * 60 && trigger.told('installed') < REAL; s++) {
		await jest.advanceTimersByTimeAsync(SECOND);
	}
}

const installOf = ({ amo, call, keys }: Trigger, n: number, query: IDataObject = {}) => {
	// Of this test alone: what is known of a host is remembered.
	const host = `real-${n}-${keys.clientId.slice(-6)}.amocrm.ru`;
	return call({ code: amo.grant(host, 1_000 + n), referer: host, from_widget: '1', ...query });
};

const forgedCode = (n: number) => ({
	code: `forged-${n}`,
	referer: `known-${n % FORGED_HOSTS}.amocrm.ru`,
	from_widget: '1',
});

const hanging: Forgery = async () => {
	await new Promise((resolve) => setTimeout(resolve, 30 * SECOND));
	throw new NoAnswer('known.amocrm.ru', 'ETIMEDOUT', false);
};

describe('2,000 forged codes', () => {
	/** SECURITY: A process holds at most 300 notes of calls at once, and 30 for one host. */
	it('for one account leave 30 notes of it at the most', async () => {
		const trigger = newTrigger(hanging);

		for (let n = 0; n < FORGED; n++) {
			trigger.call({ code: `forged-${n}`, referer: 'one-crowd.amocrm.ru', from_widget: '1' });
			if (n % EACH_SECOND === 0) await jest.advanceTimersByTimeAsync(SECOND);
		}

		// And what a process says of itself.
		expect(trigger.table.most).toBeLessThanOrEqual(30 + 1);
		expect(trigger.table.most).toBeGreaterThanOrEqual(30);
		await jest.advanceTimersByTimeAsync(30 * MINUTE);
	});

	/** Token requests until the last real install is connected, at the most. */
	/** SECURITY: 2,000 forged calls keep no real install from its account. */
	/** SECURITY: A process holds at most 300 notes of calls at once, and 30 for one host. */
	/** SECURITY: `failed` and `denied` each start at most 100 workflows at once, and six in a minute after
	 * that. */
	it.each<[string, Forgery, number]>([
		['400', () => answer(400, oauthError(400, 'Cannot decrypt the authorization code')), 2_050],
		['429', () => answer(429, 'Too many requests'), 200],
		['500', () => answer(500, ''), 2_050],
		['403', () => answer(403, '<html></html>'), 200],
		['nothing in time', hanging, 500],
	])(
		'answered with %s keep none of 50 installs from its account and answer',
		async (_title, forgery, most) => {
			const trigger = newTrigger(forgery);
			const { amo, table, told, calls } = trigger;
			const callers: Array<ReturnType<Trigger['call']>> = [];

			await flood(
				trigger,
				(n) => trigger.call(forgedCode(n)),
				(n) => callers.push(installOf(trigger, n)),
			);

			expect(told('installed')).toBe(REAL);
			// amoCRM's server waits for three seconds.
			expect(callers.filter(({ waited = Infinity }) => waited < 3 * SECOND)).toHaveLength(REAL);
			expect(table.rows.filter(({ status }) => status === 'installed')).toHaveLength(REAL);
			expect(amo.asked.length).toBeLessThanOrEqual(most);
			// 20 at once, and 7 a second after that.
			expect(amo.most).toBeLessThanOrEqual(27);
			// Notes of calls, accounts, and what a process says of itself.
			expect(table.most).toBeLessThanOrEqual(300 + REAL + 1);
			expect(told('failed')).toBeLessThanOrEqual(100 + 25 * 6);
			expect(calls.lost).toBe(0);
		},
		60_000,
	);

	it('that name hosts which are no accounts cost no token request', async () => {
		const trigger = newTrigger(() => answer(400, ''));
		const { amo, told } = trigger;
		const http = amo.http.bind(amo);
		amo.http = (host) =>
			host.startsWith('real-') ? http(host) : async () => answer(404, '<html></html>');

		await flood(
			trigger,
			(n) => trigger.call({ code: `forged-${n}`, referer: `nobody-${n}.amocrm.ru` }),
			(n) => installOf(trigger, n),
		);

		expect(told('installed')).toBe(REAL);
		expect(amo.asked).toHaveLength(REAL);
	});

	it('that are one code, however its address is written, cost one token request', async () => {
		const trigger = newTrigger(() => answer(400, oauthError(400, 'Cannot decrypt')));
		const spellings = [
			'one.amocrm.ru',
			'https://one.amocrm.ru',
			'https://ONE.amocrm.ru/',
			'One.AmoCRM.ru',
		];

		for (let n = 0; n < FORGED; n++) {
			trigger.call({ code: 'forged', referer: spellings[n % spellings.length], from_widget: '1' });
		}
		await jest.advanceTimersByTimeAsync(MINUTE);

		expect(trigger.amo.asked).toHaveLength(1);
		expect(trigger.told('failed')).toBe(1);
	});
});

describe('2,000 states that were altered', () => {
	/** SECURITY: With **Accept Installs From: Only Signed Links**, an install by a link or a button without a signed
	 * state makes no request. */
	it('cost no request and no row, and keep no signed install from its account', async () => {
		const trigger = newTrigger(() => answer(400, ''), { stateCheck: 'signed' });
		const { amo, table, keys, told } = trigger;
		const state = signState({ customer: 17 }, new Date(Date.now() + 60 * MINUTE), keys);
		const callers: Array<ReturnType<Trigger['call']>> = [];

		await flood(
			trigger,
			(n) =>
				trigger.call({
					code: `forged-${n}`,
					referer: `known-${n % FORGED_HOSTS}.amocrm.ru`,
					state: `${state}${' '.repeat(1 + (n % 9_000))}`,
				}),
			(n) => callers.push(installOf(trigger, n, { from_widget: undefined, state })),
		);

		expect(told('installed')).toBe(REAL);
		expect(callers.filter(({ status }) => status === 200)).toHaveLength(REAL);
		expect(amo.asked).toHaveLength(REAL);
		expect(table.most).toBeLessThanOrEqual(2 * REAL + 1);
		expect(told('failed')).toBeLessThanOrEqual(110);
	});
});

/** SECURITY: `failed` and `denied` each start at most 100 workflows at once, and six in a minute after that. */
describe('2,000 refusals', () => {
	it.each([
		['without a signed state start nothing where only signed links count', 'signed', 0],
		['start 100 workflows at once, and six in a minute after that', 'off', 103],
	] as const)(
		'%s',
		async (_title, stateCheck, most) => {
			const trigger = newTrigger(() => answer(400, ''), { stateCheck });
			await flood(
				trigger,
				() => trigger.call({ error: 'access_denied', state: 'anything' }),
				(n) => stateCheck === 'off' && installOf(trigger, n),
			).catch(() => undefined);
			expect(trigger.told('denied')).toBeLessThanOrEqual(most);
			expect(trigger.table.most).toBeLessThanOrEqual(300);
		},
		60_000,
	);
});

/** SECURITY: 2,000 forged calls keep no real install from its account. */
describe('2,000 secrets that somebody made up', () => {
	/** SECURITY: Of the secrets that strangers send, a process writes 50 at once into the table, and one in
	 * twenty seconds after that. */
	it('keep none of 50 external installs from its account', async () => {
		const trigger = newTrigger(() => answer(401, oauthError(401)), { external: true });
		const { amo, table, call, told } = trigger;
		const secret = (n: string) => ({
			client_id: `external-${n}`,
			client_secret: `secret-${n}`,
			state: 'the state of the button',
		});

		await flood(
			trigger,
			(n) => call(secret(`forged-${n}`), 'POST'),
			(n) => {
				call(secret(`real-${n}`), 'POST');
				setTimeout(() => installOf(trigger, n, { client_id: `external-real-${n}` }), SECOND);
			},
		);

		expect(told('installed')).toBe(REAL);
		expect(amo.asked).toHaveLength(REAL);
		// 50 secrets, and what one in twenty seconds adds in the meantime; the rest is notes and accounts.
		expect(table.most).toBeLessThanOrEqual(50 + 5 + 2 * REAL + 1);
	});
});

describe('2,000 calls to disable', () => {
	const sign = (secret: string, clientId: string, id: number) =>
		createHmac('sha256', secret).update(`${clientId}|${id}`).digest('hex');

	/** SECURITY: 2,000 forged calls keep no real install from its account. */
	it('with wrong signatures ask nobody, and keep no install from its account', async () => {
		const trigger = newTrigger(() => answer(400, ''), { external: true });
		const { amo, keys, call, told, table } = trigger;

		await flood(
			trigger,
			(n) =>
				call({
					account_id: String(1_000 + (n % REAL)),
					client_uuid: n % 2 === 0 ? keys.clientId : `external-${n}`,
					signature: sign('guessed', keys.clientId, n),
				}),
			(n) => installOf(trigger, n),
		);

		expect(told('installed')).toBe(REAL);
		expect(told('uninstalled')).toBe(0);
		// A look, and its own words, for each account.
		expect(amo.looks).toBe(2 * REAL);
		expect(table.rows.filter(({ status }) => status === 'installed')).toHaveLength(REAL);
	});

	it('that were sent before ask the account once in a while, and leave one note', async () => {
		const trigger = newTrigger(() => answer(400, ''));
		const { amo, keys, call, told, table } = trigger;
		installOf(trigger, 0);
		await jest.advanceTimersByTimeAsync(MINUTE);
		const { looks } = amo;
		const signature = sign(keys.clientSecret, keys.clientId, 1_000);

		for (let n = 0; n < FORGED; n++) {
			call({ account_id: '1000', client_uuid: keys.clientId, signature });
			if (n % EACH_SECOND === 0) await jest.advanceTimersByTimeAsync(SECOND);
		}
		await jest.advanceTimersByTimeAsync(MINUTE);

		expect(told('uninstalled')).toBe(0);
		expect(table.rows).toMatchObject([{ status: 'installed' }]);
		// Four times in seven seconds.
		expect(amo.looks - looks).toBeLessThanOrEqual(5 * 4);
		expect(table.most).toBeLessThanOrEqual(4);
	});
});

describe('a person', () => {
	it('who waits for a slow table sees after 20 seconds that it goes on without him', async () => {
		const trigger = newTrigger(() => answer(400, ''));
		trigger.table.delayMs = 30 * SECOND;
		const caller = installOf(trigger, 0, { from_widget: undefined });
		await jest.advanceTimersByTimeAsync(20 * SECOND);
		expect(caller).toEqual({ waited: 20 * SECOND, status: 202 });
		await jest.advanceTimersByTimeAsync(5 * MINUTE);
		expect(trigger.told('installed')).toBe(1);
	});

	it('whose secret was sent here does not wait for what strangers make us read', async () => {
		const trigger = newTrigger(() => answer(401, oauthError(401)), { external: true });
		const { call, told } = trigger;
		const sent = { client_id: 'external-1', client_secret: 'secret-1', state: 'x' };
		call(sent, 'POST');
		for (let n = 0; n < FORGED; n++) {
			call({ account_id: String(1_000 + n), client_uuid: `external-${n}`, signature: 'guessed' });
		}
		const caller = installOf(trigger, 0, { from_widget: undefined, client_id: 'external-1' });
		await jest.advanceTimersByTimeAsync(5 * SECOND);
		expect(caller.status).toBe(200);
		expect(told('installed')).toBe(1);
	});
});

it("a call that names an integration by a text longer than any id is nobody's", () => {
	const client_id = 'x'.repeat(1_001);
	expect(readCall('GET', { code: 'c', referer: 'a.amocrm.ru', client_id }).kind).toBe('unknown');
	expect(readCall('GET', { account_id: '1', client_id, signature: 's' }).kind).toBe('unknown');
	expect(readCall('POST', { client_id, client_secret: 's', state: 's' }).kind).toBe('unknown');
});
