import { z } from 'zod';

import type { IntegrationKeys } from '../oauth/tokens';
import type { AccountRows } from './accountRows';
import { openPending, pendingId, pendingRow } from './journal';

/** The person is on the consent page when amoCRM sends the secret: the code follows at once. */
const WAIT_MS = 60 * 60 * 1000;

const externalKeys = z.object({
	clientId: z.string(),
	clientSecret: z.string(),
	/** As the button gave it: tells which redirect belongs to it where amoCRM does not send the id. */
	state: z.string(),
});

export type SentKeys = z.infer<typeof externalKeys>;

const idOf = (clientId: string) => pendingId(`keys|${clientId}`);

/**
 * Ids and secrets of external integrations: amoCRM makes one for each consent, sends its secret server to server,
 * and the person's browser with the code after that.
 * @see https://www.amocrm.ru/developers/content/oauth/oauth-external-integrations
 */
export class ExternalKeys {
	constructor(private readonly rows: AccountRows) {}

	/** Keeps a secret until its code comes. The first one counts: another for the same id is somebody else's. */
	async keep(sent: SentKeys): Promise<void> {
		await this.removeOld();
		const id = idOf(sent.clientId);
		const until = { lease_until: Date.now() + WAIT_MS };
		await this.rows.table.insert(pendingRow(this.rows, id, sent, until));
	}

	/** The keys that belong to a redirect: by the integration's id if it names one, by its state otherwise. */
	async find({
		clientId,
		state,
	}: {
		clientId?: string;
		state?: string;
	}): Promise<IntegrationKeys | undefined> {
		const match = clientId === undefined ? {} : { account_id: idOf(clientId) };
		const rows = await this.rows.rows({ status: 'pending', ...match });
		const sent = rows.map((row) => openPending(this.rows, row, externalKeys));
		const found = sent.find((keys) => keys && (clientId !== undefined || keys.state === state));
		return found && { clientId: found.clientId, clientSecret: found.clientSecret };
	}

	/** They are with the account's tokens now. */
	async remove({ clientId }: IntegrationKeys): Promise<void> {
		await this.rows.table.remove(this.rows.keyOf(idOf(clientId)));
	}

	/** People leave the consent page. */
	private async removeOld(): Promise<void> {
		const rows = await this.rows.rows({ status: 'pending' });
		for (const row of rows) {
			const isOld = row.lease_until < Date.now() && openPending(this.rows, row, externalKeys);
			if (isOld) await this.rows.table.remove({ id: row.id });
		}
	}
}
