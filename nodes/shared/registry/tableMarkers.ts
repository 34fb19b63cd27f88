import { z } from 'zod';

import { columnsOf, withHistory } from './account';
import { AccountMemory } from './memory';
import { seal, unseal, type SealKeys } from './seal';
import { newRow, type AccountRow } from './table';

/** No account has it. */
export const MARKER_ID = -1;

const marker = z.object({
	/** The table that the marker was made for: in a copy of it, it names another. */
	table: z.string(),
	/** Domains of the accounts, by number, whose rows were older than the seal of whole rows then. */
	older: z.record(z.string()),
});

/** What a marker says. */
export type Marker = z.infer<typeof marker>;

export interface ReadMarker extends Marker {
	/** Sealed with the client secret of today, not the one before. */
	isCurrent: boolean;
}

/**
 * Knows the table of one integration among others of its name: by a row of it that says, under seal, which table it is
 * in.
 */
export class TableMarkers {
	constructor(
		private readonly seals: SealKeys,
		private readonly memory: AccountMemory,
	) {}

	/** Names the integration among all that this process knows. */
	get identity(): string {
		return this.memory.identity;
	}

	/** Finds the marker, and all other rows of the integration. */
	get match() {
		return { integration_id: this.seals.clientId };
	}

	row({ table, older }: Marker): AccountRow {
		const { clientId } = this.seals;
		return newRow({
			integration_id: clientId,
			account_id: MARKER_ID,
			name: 'The table of this integration. Do not copy or delete this row.',
			status: 'table',
			sealed: seal({ table, older }, { integrationId: clientId, accountId: MARKER_ID }, this.seals),
			via: '',
		});
	}

	/**
	 * What the markers in a table say together, as two processes may have made one each; only where none names that
	 * table, what another says. Nothing: none is ours.
	 */
	read(rows: AccountRow[], table: string): ReadMarker | undefined {
		const key = { integrationId: this.seals.clientId, accountId: MARKER_ID };
		const found = rows.flatMap(({ sealed }): ReadMarker[] => {
			const opened = unseal(sealed, key, this.seals);
			const said = marker.safeParse(opened?.value).data;
			return opened && said ? [{ ...said, isCurrent: opened.isCurrent }] : [];
		});
		const own = found.filter((each) => each.table === table);
		if (own.length === 0) return found.at(0);
		return {
			table,
			older: Object.assign({}, ...own.map(({ older }) => older)) as Marker['older'],
			isCurrent: own.every(({ isCurrent }) => isCurrent),
		};
	}

	/** What the marker of a table says that had none. Where whole rows are sealed already, no older one is taken. */
	firstMarker(table: string, rows: AccountRow[]): Marker {
		const accounts = rows.filter(({ account_id: id }) => id > 0);
		const isNew = accounts.some(({ sealed }) => sealed.startsWith('v2.'));
		const older = isNew ? [] : accounts.map(({ account_id: id, domain }) => [id, domain] as const);
		return { table, older: Object.fromEntries(older) };
	}

	/** Rows for a table that takes the place of a lost one: what this process remembers of that, and of no other. */
	remembered(lost: string, table: string): AccountRow[] {
		return this.memory.fresh(lost).map((entry) => {
			const restored = {
				...entry,
				version: entry.version + 1,
				...withHistory(entry, 'restored', 'the table was deleted'),
			};
			return newRow({ name: entry.name, ...columnsOf(restored, table, this.seals) });
		});
	}
}
