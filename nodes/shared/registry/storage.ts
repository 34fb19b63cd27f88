import type { AccountTable } from './table';

/** n8n's limit for all data tables together, unless its `N8N_DATA_TABLES_MAX_SIZE_BYTES` says otherwise. */
export const MOST_BYTES = 200 * 1024 * 1024;

/** From here on it is warned of. */
const WARNED_SHARE = 0.8;

/** How full n8n's data tables are. */
export interface StorageUse {
	usedBytes: number;
	limitBytes: number;
	/** Of the limit, rounded up. */
	usedPercent: number;
	/** What to do, where they are nearly full; else nothing. */
	warning?: string;
}

const inMegabytes = (bytes: number) => Math.ceil(bytes / (1024 * 1024));

/**
 * @returns nothing where this n8n does not say
 * @throws AmoCrmProblem `storage`
 */
export async function storageUse(table: AccountTable): Promise<StorageUse | undefined> {
	const usedBytes = await table.usedBytes();
	if (usedBytes === undefined) return undefined;
	const use = {
		usedBytes,
		limitBytes: MOST_BYTES,
		usedPercent: Math.ceil((usedBytes / MOST_BYTES) * 100),
	};
	if (usedBytes < WARNED_SHARE * MOST_BYTES) return use;
	return {
		...use,
		warning: `The data tables of this n8n take ${inMegabytes(usedBytes)} MB. By default n8n allows all of them together ${inMegabytes(MOST_BYTES)} MB, and then no further account can be connected. Delete data that is not needed, or raise N8N_DATA_TABLES_MAX_SIZE_BYTES.`,
	};
}
