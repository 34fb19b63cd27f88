import { z } from 'zod';

import type { AccountAddress, Platform } from '../account/address';
import type { IntegrationKeys, TokenPair } from '../oauth/tokens';
import { AmoCrmProblem } from '../problem';
import { seal, tryUnseal, unseal } from './seal';
import type { AccountRow, StoredRow } from './table';

/** What may be said of an account; a row that is `pending` is not one yet. */
export const ACCOUNT_STATUSES = ['installed', 'uninstalled', 'revoked'] as const;

export type AccountStatus = 'pending' | (typeof ACCOUNT_STATUSES)[number];

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
	formerDomains: string[];
}

/** What outlives the tokens. */
const kept = z.object({
	/** SHA-256 of the code that was exchanged: tells a reloaded page from a code that somebody stole. */
	codeHash: z.string(),
	/** The n8n credential that the account is saved as, where one was asked for. */
	credentialId: z.string().optional(),
	/** Of an account that is saved as a credential: with what it can be asked, for a while, whether it is still there. */
	probe: z.object({ accessToken: z.string(), until: z.number() }).optional(),
	/** The account had been installed before this time. */
	reinstalled: z.boolean().optional(),
	/** Of an external integration, which amoCRM made for this account alone. */
	ownKeys: z.object({ clientId: z.string(), clientSecret: z.string() }).optional(),
});

const secrets = kept.extend({
	accessToken: z.string(),
	refreshToken: z.string(),
	accessExpiresAt: z.number(),
	refreshExpiresAt: z.number(),
	/** amoCRM wants it again at every refresh, equal to the one of the exchange. */
	redirectUri: z.string(),
});

/** What is kept of an account under seal, with tokens or without. */
export type KeptSecrets = z.infer<typeof kept>;
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
		// Empty in a table that is older than this column.
		formerDomains: (row.former_domains ?? '').split(' ').filter(Boolean),
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

/** The row's seal without its tokens. */
export function sealWithoutTokens(
	row: StoredRow,
	value: KeptSecrets,
	keys: IntegrationKeys,
): string {
	return seal(kept.parse(value), keyOf(row), keys);
}

/** The columns of an account that moves to another domain; workflows may still know it by the old one. */
export function movedColumns(
	row: AccountRow,
	{ domain, platform }: Pick<AccountAddress, 'domain' | 'platform'>,
): Pick<AccountRow, 'domain' | 'platform' | 'former_domains'> {
	const former = new Set([row.domain, ...toAccount(row).formerDomains]);
	former.delete(domain);
	return { domain, platform, former_domains: [...former].join(' ') };
}

/**
 * What a row still keeps when its tokens are gone or elsewhere. Nothing in one that does not open: an account
 * whose client secret was changed must be able to come again.
 */
export function openKept(row: StoredRow, keys: IntegrationKeys): KeptSecrets | undefined {
	return kept.safeParse(tryUnseal(row.sealed, keyOf(row), keys)).data;
}

/** The row's tokens, if it holds any. */
export function findSecrets(row: StoredRow, keys: IntegrationKeys): AccountSecrets | undefined {
	return row.sealed === ''
		? undefined
		: secrets.safeParse(unseal(row.sealed, keyOf(row), keys)).data;
}

/** @throws AmoCrmProblem `storage`, `inCredential` */
export function openSecrets(row: StoredRow, keys: IntegrationKeys): AccountSecrets {
	const found = findSecrets(row, keys);
	if (found) return found;
	if (openKept(row, keys)?.credentialId) {
		throw new AmoCrmProblem(
			'inCredential',
			`The account ${row.domain} is saved as an n8n credential.`,
			{
				hint: 'Choose that credential in the node, with the authentication OAuth2.',
			},
		);
	}
	throw new AmoCrmProblem(
		'storage',
		`The stored token of account ${row.account_id} is not complete.`,
		{
			hint: 'Install the integration in the account again.',
		},
	);
}
