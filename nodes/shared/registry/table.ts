/**
 * A row of the table. What decides anything about an account is in `sealed`; the other columns are there for people, and
 * to find the row by.
 */
export interface AccountRow {
	integration_id: string;
	account_id: number;
	domain: string;
	name: string;
	platform: string;
	status: string;
	sealed: string;
	access_expires_at: string;
	refresh_expires_at: string;
	installed_at: string;
	via: string;
	version: number;
	lease: string;
	/** When a row of passing use may be removed: a secret that waits for its code, a notice of a change. */
	lease_until: number;
	/** Domains that the account had before, separated by spaces. */
	former_domains: string;
	/** The builder's own id of the account; empty: none. */
	external_id: string;
	/** The builder's labels, separated by commas. */
	labels: string;
	/** `failing`, `lost`, `paused`; empty: all is well. */
	health: string;
	/** When the connection changed last in a way that is reported, in milliseconds since 1970; 0: never. */
	changed_at: number;
	/** When the install trigger must look at the end of its refresh token, in milliseconds since 1970. */
	check_at: number;
	/** The id of the account in amoCRM's chats; empty: not known. */
	amojo_id: string;
}

export const TABLE_NAME = 'amocrm_accounts';

export const COLUMNS: ReadonlyArray<{ name: keyof AccountRow; type: 'string' | 'number' }> = [
	{ name: 'integration_id', type: 'string' },
	{ name: 'account_id', type: 'number' },
	{ name: 'domain', type: 'string' },
	{ name: 'name', type: 'string' },
	{ name: 'platform', type: 'string' },
	{ name: 'status', type: 'string' },
	{ name: 'sealed', type: 'string' },
	{ name: 'access_expires_at', type: 'string' },
	{ name: 'refresh_expires_at', type: 'string' },
	{ name: 'installed_at', type: 'string' },
	{ name: 'via', type: 'string' },
	{ name: 'version', type: 'number' },
	{ name: 'lease', type: 'string' },
	{ name: 'lease_until', type: 'number' },
	{ name: 'former_domains', type: 'string' },
	{ name: 'external_id', type: 'string' },
	{ name: 'labels', type: 'string' },
	{ name: 'health', type: 'string' },
	{ name: 'changed_at', type: 'number' },
	{ name: 'check_at', type: 'number' },
	{ name: 'amojo_id', type: 'string' },
];

/** A new row, with empty columns where nothing is given. */
export const newRow = (
	given: Pick<AccountRow, 'integration_id' | 'account_id' | 'status' | 'sealed'> &
		Partial<AccountRow>,
): AccountRow => ({
	domain: '',
	name: '',
	platform: '',
	access_expires_at: '',
	refresh_expires_at: '',
	installed_at: new Date().toISOString(),
	via: 'button',
	version: 1,
	lease: '',
	lease_until: 0,
	former_domains: '',
	external_id: '',
	labels: '',
	health: '',
	changed_at: 0,
	check_at: 0,
	amojo_id: '',
	...given,
});

/** A row with its number in its table. */
export type StoredRow = AccountRow & { id: number; table: string };

/** Values that a row must have to match. */
export type RowMatch = Partial<Omit<StoredRow, 'table'>>;

/** A value that a column has or exceeds, or a text that it is like; `%` in it stands for anything. `ilike` ignores case. */
export interface RowCondition {
	column: keyof RowMatch;
	condition: 'eq' | 'gt' | 'like' | 'ilike';
	value: string | number;
}

/** Rows that have all of the values, or that meet at least one of the conditions. */
export type RowQuery = { all: RowMatch } | { any: RowCondition[] };

/** The status of a row that tells of a change of an account, whose number it has with a minus. */
export const CHANGED_STATUS = 'changed';

/** How many rows n8n gives at once. */
export const MOST_ROWS = 250;

export interface RowPage {
	rows: StoredRow[];
	/** Where the next page begins; nothing: there is none. */
	next?: string;
}

/** Rows that have a time in a column. */
export interface RowRange {
	column: 'changed_at' | 'check_at';
	/** In milliseconds since 1970. */
	above?: number;
	below?: number;
}

/** Makes a row for a table: what is sealed is bound to the table. */
export type RowMaker = (table: string) => AccountRow;

/** What the registry needs of a table. Every method may throw AmoCrmProblem `storage`. */
export interface AccountTable {
	/** Identifies the table within this process; empty before it was found. */
	readonly id: string;
	/** Rows that match, oldest first. @param after only those with a greater number @param most how many */
	find(match: RowMatch, after?: number, most?: number): Promise<StoredRow[]>;
	/** The first rows that match, of those in a range. @param after only those with a greater number */
	findIn(match: RowMatch, range: RowRange, most: number, after: number): Promise<StoredRow[]>;
	/**
	 * Some of the rows, oldest first: one call of n8n's API. A row may be passed over where others are deleted meanwhile.
	 * @param from `next` of the page before
	 */
	page(query: RowQuery, page?: { limit?: number; from?: string }): Promise<RowPage>;
	/** The number of the newest row of all. */
	newest(): Promise<number>;
	/** @returns the number that the row got, and its table */
	insert(row: AccountRow | RowMaker): Promise<Pick<StoredRow, 'id' | 'table'>>;
	/**
	 * Changes every row that matches.
	 * @param table nothing is changed if another table is used by now
	 * @returns the rows as they were before
	 */
	update(match: RowMatch, changes: Partial<AccountRow>, table?: string): Promise<StoredRow[]>;
	/** @returns how many there were */
	remove(match: RowMatch): Promise<number>;
	/** The domain of an account whose row was written before whole rows were sealed, as it was when that began. */
	legacyDomain(accountId: number): string | undefined;
	/** How much all data tables take that the key sees; nothing: this n8n does not say. */
	usedBytes(): Promise<number | undefined>;
	/** Removes those of the matching rows whose `lease_until` has passed. */
	removeExpired(match: RowMatch): Promise<void>;
	/** Removes the rows that have one of these leases, however many. */
	removeLeased(leases: string[]): Promise<void>;
}
