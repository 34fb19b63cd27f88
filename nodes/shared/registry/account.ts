import { z } from 'zod';

import type { Platform } from '../account/address';
import type { IntegrationKeys, TokenPair } from '../oauth/tokens';
import { AmoCrmProblem } from '../problem';
import { seal, unseal } from './seal';
import type { AccountRow, StoredRow } from './table';

export type AccountStatus = 'pending' | 'installed' | 'uninstalled' | 'revoked';

/** How an account came to us: the widget's install call, a person's click, a code copied by hand. */
export type InstalledVia = 'widget' | 'button' | 'code';

/** What is kept of an account in the open. Times are ISO 8601. */
export interface InstalledAccount {
	integrationId: string;
	accountId: number;
	domain: string;
	name: string;
	platform: Platform;
	status: AccountStatus;
	accessExpiresAt: string;
	refreshExpiresAt: string;
	installedAt: string;
	via: InstalledVia;
}

const secrets = z.object({
	accessToken: z.string(),
	refreshToken: z.string(),
	accessExpiresAt: z.number(),
	refreshExpiresAt: z.number(),
	/** amoCRM wants it again at every refresh, equal to the one of the exchange. */
	redirectUri: z.string(),
	/** SHA-256 of the code that was exchanged: tells a reloaded page from a code that somebody stole. */
	codeHash: z.string(),
});

/** What is kept of an account under seal. */
export type AccountSecrets = z.infer<typeof secrets> & TokenPair;

export function toAccount(row: AccountRow): InstalledAccount {
	return {
		integrationId: row.integration_id,
		accountId: row.account_id,
		domain: row.domain,
		name: row.name,
		platform: row.platform as Platform,
		status: row.status as AccountStatus,
		accessExpiresAt: row.access_expires_at,
		refreshExpiresAt: row.refresh_expires_at,
		installedAt: row.installed_at,
		via: row.via as InstalledVia,
	};
}

const keyOf = (row: Pick<AccountRow, 'integration_id' | 'account_id'>) => ({
	integrationId: row.integration_id,
	accountId: row.account_id,
});

/** The columns that hold a token pair: sealed, with its times in the open. */
export function sealedColumns(
	row: Pick<AccountRow, 'integration_id' | 'account_id'>,
	value: AccountSecrets,
	keys: IntegrationKeys,
): Pick<AccountRow, 'sealed' | 'access_expires_at' | 'refresh_expires_at'> {
	return {
		sealed: seal(value, keyOf(row), keys),
		access_expires_at: new Date(value.accessExpiresAt).toISOString(),
		refresh_expires_at: new Date(value.refreshExpiresAt).toISOString(),
	};
}

/** @throws AmoCrmProblem `storage` */
export function openSecrets(row: StoredRow, keys: IntegrationKeys): AccountSecrets {
	const { data } = secrets.safeParse(unseal(row.sealed, keyOf(row), keys));
	if (data) return data;
	throw new AmoCrmProblem(
		'storage',
		`The stored token of account ${row.account_id} is not complete.`,
		{
			hint: 'Install the integration in the account again.',
		},
	);
}
