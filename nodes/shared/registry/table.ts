/**
 * A row as the table keeps it; the columns of the plan, in their order. Of an account's row all that is acted on is in
 * `sealed`: its other columns are for people, and to find it by.
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
	/** Of a secret that waits for its code: until when. */
	lease_until: number;
	/** Domains that the account had before, separated by spaces. */
	former_domains: string;
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
];

/** A row as it begins: nothing where nothing is given. */
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
	...given,
});

/** A row with the number that its table gave it. */
export type StoredRow = AccountRow & { id: number; table: string };

/** Values that a row must have, all of them. */
export type RowMatch = Partial<Omit<StoredRow, 'table'>>;

/** A row for whichever table it comes into: what is sealed is bound to that. */
export type RowMaker = (table: string) => AccountRow;

/** What the registry needs of a table. Every method may throw AmoCrmProblem `storage`. */
export interface AccountTable {
	/** Names the table among all that this process knows; empty before it was found. */
	readonly id: string;
	/** Rows that match, oldest first. @param after only those with a greater number */
	find(match: RowMatch, after?: number): Promise<StoredRow[]>;
	/** The number of the newest row of all. */
	newest(): Promise<number>;
	/** @returns the number that the row got, and its table */
	insert(row: AccountRow | RowMaker): Promise<Pick<StoredRow, 'id' | 'table'>>;
	/**
	 * Changes every row that matches.
	 * @param table only if it is still this one that is used
	 * @returns them as they were before
	 */
	update(match: RowMatch, changes: Partial<AccountRow>, table?: string): Promise<StoredRow[]>;
	/** @returns how many there were */
	remove(match: RowMatch): Promise<number>;
	/** The domain of an account whose row is older than the seal of whole rows, as it was when that began. */
	legacyDomain(accountId: number): string | undefined;
	/** Removes those of the matching rows whose lease has ended before this time. */
	removeOlder(match: RowMatch, until: number): Promise<void>;
	/** Removes the rows that have one of these leases, however many. */
	removeLeased(leases: string[]): Promise<void>;
}
