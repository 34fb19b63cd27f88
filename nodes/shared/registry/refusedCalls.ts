import { cached } from '../cached';
import { signedWith } from '../oauth/tokens';
import { AmoCrmProblem } from '../problem';
import { settle } from '../settle';
import { explainAnswer } from '../transport/explain';
import type { Answer, OutgoingRequest } from '../transport/http';
import { withHistory, type Entry } from './account';
import type { AccountRows } from './accountRows';
import type { ChangeFeed } from './changeFeed';
import type { ConnectionOptions } from './connections';
import { afterRefusedCalls, afterWorkingCalls, type Health, type Refused } from './health';
import { isOwnBlock, requireTokens } from './renewals';

/** Answers that may concern a call alone (a right that is missing, a function that is not paid for) or the account. */
const REFUSALS = new Set([401, 402, 403]);

/**
 * Objects that come with every subscription. A 402 to a change of them means that it has ended; elsewhere, that a
 * function is not paid for.
 * @see https://www.amocrm.ru/developers/content/crm_platform/error-codes
 */
const IN_EVERY_PLAN = /^\/api\/v4\/(leads|contacts|companies|tasks)(\/\d+)?$/;

/** How the account answers what everybody may ask; a problem: it refuses. */
type Verdict = 'works' | 'unknown' | AmoCrmProblem;

/** How long an account that works is not asked again, whatever it refuses; and one that could not be asked. */
const WORKS_MS = 10 * 60_000;
const UNKNOWN_MS = 60_000;

const verdicts = cached<Verdict>({
	ms: (verdict) => ({ works: WORKS_MS, unknown: UNKNOWN_MS })[String(verdict)] ?? 0,
	most: 5_000,
});

/** Changes of a record under way, shared by all calls to the account. */
const changing = cached<Entry | undefined>({ ms: 0 });

/** An account, as it was when it was called. */
interface CalledAccount {
	account: { accountId: number };
	lost?: Health['lost'];
}

const isWrite = ({ method }: OutgoingRequest) => method !== 'GET';

/** Finds out by the answers to ordinary calls that an account gives tokens but refuses calls, and that it has ended. */
export class RefusedCalls {
	constructor(
		private readonly rows: AccountRows,
		private readonly options: ConnectionOptions & { changes: ChangeFeed },
	) {}

	/** Looks at an answer; the caller does not wait for what comes of it. */
	note({ account: { accountId }, lost }: CalledAccount, request: OutgoingRequest, answer: Answer) {
		const { status } = answer;
		if (status >= 200 && status < 300) {
			const isProof = lost?.refuses === 'calls' || (lost?.refuses === 'writes' && isWrite(request));
			if (isProof) void settle(this.restore(accountId));
			return;
		}
		const isKnown = lost !== undefined && lost.refuses !== 'writes';
		if (REFUSALS.has(status) && !isKnown) void settle(this.judge(accountId, lost, request, answer));
	}

	/** Asks an account that refused calls whether it still does. @returns the account by then */
	async checkAgain(entry: Entry): Promise<Entry> {
		const { accountId, lost } = entry;
		const isRestored = lost?.refuses === 'calls' && (await this.ask(accountId)) === 'works';
		return (isRestored && (await this.restore(accountId))) || entry;
	}

	private async judge(
		accountId: number,
		lost: Health['lost'],
		request: OutgoingRequest,
		answer: Answer,
	): Promise<void> {
		const key = this.rows.memoryKey(accountId);
		const verdict = await verdicts.read(key, () => this.ask(accountId));
		if (verdict instanceof AmoCrmProblem) return await this.lose(accountId, verdict, 'calls');
		const { hostname, pathname } = new URL(request.url);
		const isUnpaid = answer.status === 402 && isWrite(request) && IN_EVERY_PLAN.test(pathname);
		if (verdict === 'works' && isUnpaid && !lost)
			await this.lose(accountId, explainAnswer(hostname, answer), 'writes');
	}

	/** `GET /api/v4/account`, which needs no right. */
	private async ask(accountId: number): Promise<Verdict> {
		const { httpTo, limiterIn } = this.options;
		const { domain, tokens, ownKeys } = requireTokens(await this.rows.entry({ accountId }));
		if (domain === '' || tokens.accessExpiresAt <= Date.now()) return 'unknown';
		// After a block everything is held back but this.
		await settle(limiterIn(domain, (ownKeys ?? this.rows.keys).clientId).turn());
		const http = signedWith(httpTo(domain), tokens.accessToken);
		const asked = await settle(http({ method: 'GET', url: `https://${domain}/api/v4/account` }));
		if (!asked.ok) return 'unknown';
		const { status } = asked.value;
		if (status >= 200 && status < 300) return 'works';
		if (!REFUSALS.has(status)) return 'unknown';
		const problem = explainAnswer(domain, asked.value);
		const isElsewhereToo =
			problem.code === 'blocked' && !isOwnBlock(this.rows.keys.clientId, accountId);
		return isElsewhereToo ? 'unknown' : problem;
	}

	private async lose(accountId: number, problem: AmoCrmProblem, refuses: Refused): Promise<void> {
		await this.change(
			accountId,
			(entry) => afterRefusedCalls(entry, problem, refuses),
			(entry) => withHistory(entry, 'refused', `calls: ${problem.code}`),
		);
	}

	private async restore(accountId: number): Promise<Entry | undefined> {
		return await this.change(accountId, afterWorkingCalls, (entry) =>
			withHistory(entry, 'restored', 'a call that worked'),
		);
	}

	/** Writes the changes if there are any, and tells other processes. */
	private async change(
		accountId: number,
		changesOf: (entry: Entry) => Health | undefined,
		historyOf: (entry: Entry) => Pick<Entry, 'history'>,
	): Promise<Entry | undefined> {
		const { rows, options } = this;
		return await changing.read(rows.memoryKey(accountId), async () => {
			const read = async () => {
				const entry = await rows.find(accountId);
				return entry?.status === 'installed' && changesOf(entry) ? entry : undefined;
			};
			const written = await rows.change(accountId, read, (entry) => ({
				...changesOf(entry),
				...historyOf(entry),
			}));
			if (written) await settle(options.changes.announce(accountId));
			return written;
		});
	}
}
