import { createHash } from 'node:crypto';

import { orderBy, uniqBy } from 'lodash';
import { z } from 'zod';

import { Bucket } from '../bucket';
import type { IntegrationKeys } from '../oauth/tokens';
import type { AccountRows } from './accountRows';
import { openPending, pendingId, pendingRow } from './pendingRow';

/** The person is on the consent page when amoCRM sends the secret: the code follows at once. */
const WAIT_MS = 60 * 60 * 1000;

/** How often secrets that nobody came for are thrown away. */
const CLEANING_MS = 60 * 1000;

/** Secrets that one process writes into the table: so many at once, then one in twenty seconds. */
const WRITES = { size: 50, perSecond: 0.05 };

/** So many of them a process knows beside the table, whoever sent them. */
const MOST_KNOWN = 2_000;

/** Secrets with one and the same state that a code is tried with, the newest first. */
const MOST_CANDIDATES = 5;

const externalKeys = z.object({
	clientId: z.string(),
	clientSecret: z.string(),
	/** As the button gave it: tells which redirect belongs to it where amoCRM does not send the id. */
	state: z.string(),
});

export type SentKeys = z.infer<typeof externalKeys>;

/** A secret that waits for its code until a time; its state may be long, and only has to be the same. */
type Waiting = IntegrationKeys & { stateHash: string; until: number };

const waitingFor = ({ clientId, clientSecret, state }: SentKeys, until: number): Waiting => ({
	clientId,
	clientSecret,
	stateHash: hashOf(state),
	until,
});

const hashOf = (state: string) => createHash('sha256').update(state).digest('base64url');

const idOf = (clientId: string) => pendingId(`keys|${clientId}`);

/** Rows of secrets: notes of calls have a domain or a name. */
const PENDING_KEYS = { status: 'pending', domain: '', name: '' };

const keysOf = ({ clientId, clientSecret }: Waiting): IntegrationKeys => ({
	clientId,
	clientSecret,
});

/** What this process was sent, oldest first, by integration and id. */
const known = new Map<string, Waiting>();
const writes = new Map<string, Bucket>();
const cleanings = new Map<string, number>();

/**
 * Ids and secrets of external integrations: amoCRM makes one for each consent, sends its secret server to server,
 * and the person's browser with the code after that. Anybody may send some: none keeps another from being found, and
 * what is written is limited.
 * @see https://www.amocrm.ru/developers/content/oauth/oauth-external-integrations
 */
export class ExternalKeys {
	constructor(private readonly rows: AccountRows) {}

	/** Keeps a secret until its code comes. The first one counts: another for the same id is somebody else's. */
	async keep(sent: SentKeys): Promise<void> {
		const until = Date.now() + WAIT_MS;
		const key = this.keyOf(sent.clientId);
		if (this.recall(sent.clientId)) return;
		known.set(key, waitingFor(sent, until));
		if (known.size > MOST_KNOWN) known.delete(known.keys().next().value ?? '');
		if (!this.mayWrite()) return;
		await this.clean();
		const id = idOf(sent.clientId);
		const earlier = await this.rows.rows({ account_id: id, status: 'pending' });
		if (earlier.length > 0) known.delete(key);
		else await this.rows.table.insert(pendingRow(this.rows, id, sent, { lease_until: until }));
	}

	/** The keys that a redirect names by the id of the integration, if they were sent to this process. */
	recalled(clientId: string): IntegrationKeys | undefined {
		const recalled = this.recall(clientId);
		return recalled && keysOf(recalled);
	}

	/** The keys that a redirect names by the id of the integration. */
	async named(clientId: string): Promise<IntegrationKeys | undefined> {
		const recalled = this.recalled(clientId);
		if (recalled) return recalled;
		const [first] = await this.waiting({ account_id: idOf(clientId) });
		return first && keysOf(first);
	}

	/** The keys that may belong to a redirect that names none: those that came with its state, the newest first. */
	async withState(state: string): Promise<IntegrationKeys[]> {
		const own = [...known].flatMap(([key, keys]) =>
			key === this.keyOf(keys.clientId) ? [keys] : [],
		);
		const all = [...(await this.waiting(PENDING_KEYS)), ...own];
		const hash = hashOf(state);
		const fitting = all.filter(({ stateHash, until }) => stateHash === hash && until > Date.now());
		const newest = orderBy(uniqBy(fitting, 'clientId'), 'until', 'desc');
		return newest.slice(0, MOST_CANDIDATES).map(keysOf);
	}

	/** They are with the account's tokens now. */
	async remove(clientId: string): Promise<void> {
		known.delete(this.keyOf(clientId));
		await this.rows.table.remove(this.rows.keyOf(idOf(clientId)));
	}

	private keyOf(clientId: string): string {
		return `${this.rows.identity}|${clientId}`;
	}

	private recall(clientId: string): Waiting | undefined {
		const recalled = known.get(this.keyOf(clientId));
		return recalled && recalled.until > Date.now() ? recalled : undefined;
	}

	/** Secrets in the table, the first of each id. */
	private async waiting(match: Parameters<AccountRows['rows']>[0]): Promise<Waiting[]> {
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

	/** People leave the consent page. */
	private async clean(): Promise<void> {
		const { identity, keys, table } = this.rows;
		const now = Date.now();
		if (now - (cleanings.get(identity) ?? 0) < CLEANING_MS) return;
		cleanings.set(identity, now);
		await table.removeOlder({ integration_id: keys.clientId, ...PENDING_KEYS }, now);
	}
}
