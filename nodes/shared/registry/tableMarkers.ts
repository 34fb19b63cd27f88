import { z } from 'zod';

import { toColumns, withHistory } from './account';
import { AccountMemory } from './memory';
import { seal, unseal, type SealKeys } from './seal';
import { newRow, type AccountRow } from './table';

/** No account has it. */
export const MARKER_ID = -1;

const marker = z.object({
	/** The table that it was written into: in a copy of that it names another one. */
	table: z.string(),
	/** Domains, by account, of rows that were not sealed as a whole at that time. */
	older: z.record(z.string()),
});

/** What a marker says. */
export type Marker = z.infer<typeof marker>;

export interface ReadMarker extends Marker {
	/** Sealed with the current client secret, not the previous one. */
	isCurrent: boolean;
}

/**
 * Recognises the table of one integration among others of the same name: a sealed row in it says which table it is in.
 */
export class TableMarkers {
	constructor(
		private readonly seals: SealKeys,
		private readonly memory: AccountMemory,
	) {}

	/** Identifies the integration within this process. */
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
	 * The marker of a table, merged from several if two processes wrote one each. If none names this table, one that names
	 * another; nothing if none opens.
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

	/** The marker for a table that has none. Legacy rows are accepted only if no row is sealed as a whole yet. */
	firstMarker(table: string, rows: AccountRow[]): Marker {
		const accounts = rows.filter(({ account_id: id }) => id > 0);
		const isNew = accounts.some(({ sealed }) => sealed.startsWith('v2.'));
		const older = isNew ? [] : accounts.map(({ account_id: id, domain }) => [id, domain] as const);
		return { table, older: Object.fromEntries(older) };
	}

	/** Rows for a table that replaces a lost one: the accounts that this process remembers of the lost one. */
	remembered(lost: string, table: string): AccountRow[] {
		return this.memory.fresh(lost).map((entry) => {
			const restored = {
				...entry,
				version: entry.version + 1,
				...withHistory(entry, 'restored', 'the table was deleted'),
			};
			return newRow({ name: entry.name, ...toColumns(restored, table, this.seals) });
		});
	}
}
