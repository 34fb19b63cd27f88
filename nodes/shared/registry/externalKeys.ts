import { createHash } from 'node:crypto';
import { orderBy, uniqBy } from 'lodash';
import { z } from 'zod';

import { Bucket } from '../bucket';
import type { IntegrationKeys } from '../oauth/tokens';
import type { AccountRows } from './accountRows';
import { openPending, pendingId, pendingRow } from './pendingRow';

/** The person is on the consent page when amoCRM sends the secret: the code follows at once. */
const WAIT_MS = 60 * 60 * 1000;

/** How often expired secrets are removed. */
const CLEANING_MS = 60 * 1000;

/** How many secrets one process writes into the table: a burst, then one every twenty seconds. */
const WRITES = { size: 50, perSecond: 0.05 };

/** How many secrets a process keeps in memory. */
const MOST_RECEIVED = 2_000;

/** How many secrets with the same state a code is tried with. */
const MOST_CANDIDATES = 5;

const externalKeys = z.object({
	clientId: z.string(),
	clientSecret: z.string(),
	/** The state of the button, by which a redirect is matched that does not name the integration. */
	state: z.string(),
});

export type SentKeys = z.infer<typeof externalKeys>;

/** A secret that waits for its code. States may be long, and are only compared. */
type WaitingKeys = IntegrationKeys & { stateHash: string; until: number };

const waitingFor = ({ clientId, clientSecret, state }: SentKeys, until: number): WaitingKeys => ({
	clientId,
	clientSecret,
	stateHash: hashOf(state),
	until,
});

const hashOf = (state: string) => createHash('sha256').update(state).digest('base64url');

const idOf = (clientId: string) => pendingId(`keys|${clientId}`);

/** Rows of secrets have neither domain nor name; notes of calls have one of them. */
const PENDING_KEYS = { status: 'pending', domain: '', name: '' };

const keysOf = ({ clientId, clientSecret }: WaitingKeys): IntegrationKeys => ({
	clientId,
	clientSecret,
});

/** What this process received, oldest first, by integration and id. They are searched by state, too, hence no cache. */
const received = new Map<string, WaitingKeys>();
const writes = new Map<string, Bucket>();
const cleanings = new Map<string, number>();

/**
 * Ids and secrets of external integrations: amoCRM makes one for each consent, sends its secret server to server,
 * and then the person's browser with the code. Anybody may send secrets: they cannot displace one another, and writes
 * are limited.
 * @see https://www.amocrm.ru/developers/content/oauth/oauth-external-integrations
 */
export class ExternalKeys {
	constructor(private readonly rows: AccountRows) {}

	/** Keeps a secret until its code comes. The first for an id counts: a second one is forged. */
	async keep(sent: SentKeys): Promise<void> {
		const until = Date.now() + WAIT_MS;
		const key = this.keyOf(sent.clientId);
		if (this.recall(sent.clientId)) return;
		received.set(key, waitingFor(sent, until));
		if (received.size > MOST_RECEIVED) received.delete(received.keys().next().value ?? '');
		if (!this.mayWrite()) return;
		await this.clean();
		const id = idOf(sent.clientId);
		const earlier = await this.rows.rows({ account_id: id, status: 'pending' });
		if (earlier.length > 0) received.delete(key);
		else await this.rows.table.insert(pendingRow(this.rows, id, sent, { lease_until: until }));
	}

	/** The keys of the integration that a redirect names, if this process received them. */
	recalled(clientId: string): IntegrationKeys | undefined {
		const recalled = this.recall(clientId);
		return recalled && keysOf(recalled);
	}

	/** The keys of the integration that a redirect names. */
	async named(clientId: string): Promise<IntegrationKeys | undefined> {
		const recalled = this.recalled(clientId);
		if (recalled) return recalled;
		const [first] = await this.waiting({ account_id: idOf(clientId) });
		return first && keysOf(first);
	}

	/** Keys that may belong to a redirect that names no integration: those with its state, newest first. */
	async withState(state: string): Promise<IntegrationKeys[]> {
		const own = [...received].flatMap(([key, keys]) =>
			key === this.keyOf(keys.clientId) ? [keys] : [],
		);
		const all = [...(await this.waiting(PENDING_KEYS)), ...own];
		const hash = hashOf(state);
		const matching = all.filter(({ stateHash, until }) => stateHash === hash && until > Date.now());
		const newest = orderBy(uniqBy(matching, 'clientId'), 'until', 'desc');
		return newest.slice(0, MOST_CANDIDATES).map(keysOf);
	}

	/** Removes keys that are stored with their account by now. */
	async remove(clientId: string): Promise<void> {
		received.delete(this.keyOf(clientId));
		await this.rows.table.remove(this.rows.keyOf(idOf(clientId)));
	}

	private keyOf(clientId: string): string {
		return `${this.rows.identity}|${clientId}`;
	}

	private recall(clientId: string): WaitingKeys | undefined {
		const recalled = received.get(this.keyOf(clientId));
		return recalled && recalled.until > Date.now() ? recalled : undefined;
	}

	/** Secrets in the table that have not expired. */
	private async waiting(match: Parameters<AccountRows['rows']>[0]): Promise<WaitingKeys[]> {
		const rows = await this.rows.rows({ status: 'pending', ...match });
		return rows.flatMap((row) => {
			const sent = openPending(this.rows, row, externalKeys);
			return sent && row.lease_until > Date.now() ? [waitingFor(sent, row.lease_until)] : [];
		});
	}

	private mayWrite(): boolean {
		const { identity } = this.rows;
		const bucket = writes.get(identity) ?? new Bucket(WRITES.size, WRITES.perSecond);
		writes.set(identity, bucket);
		return bucket.take();
	}

	/** Some secrets stay because people leave the consent page. */
	private async clean(): Promise<void> {
		const { identity, keys, table } = this.rows;
		const now = Date.now();
		if (now - (cleanings.get(identity) ?? 0) < CLEANING_MS) return;
		cleanings.set(identity, now);
		await table.removeExpired({ integration_id: keys.clientId, ...PENDING_KEYS });
	}
}
