/** A row as the table keeps it; the columns of the plan, in their order. */
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

/** A row with the number that the table gave it. */
export type StoredRow = AccountRow & { id: number };

/** Values that a row must have, all of them. */
export type RowMatch = Partial<StoredRow>;

/** What the registry needs of a table. Every method may throw AmoCrmProblem `storage`. */
export interface AccountTable {
	/** Rows that match, oldest first. */
	find(match: RowMatch): Promise<StoredRow[]>;
	/** @returns the number that the row got */
	insert(row: AccountRow): Promise<number>;
	/** Changes every row that matches. @returns them as they were before */
	update(match: RowMatch, changes: Partial<AccountRow>): Promise<StoredRow[]>;
	remove(match: RowMatch): Promise<void>;
	/** Removes those of the matching rows whose lease has ended before this time. */
	removeOlder(match: RowMatch, until: number): Promise<void>;
	/** Sets the end of every lease that begins so. */
	prolong(holder: string, until: number): Promise<void>;
	/** Removes the rows that have one of these leases, however many. */
	removeHeld(leases: string[]): Promise<void>;
}
