import { randomBytes } from 'node:crypto';
import { compact, union, uniq } from 'lodash';

import type { AccountAddress } from '../address';
import { readClaims } from '../oauth/claims';
import { serialize } from '../serialize';
import {
	toColumns,
	MOST_HISTORY,
	moved,
	withHistory,
	keptOf,
	tokensOf,
	type AccountRecord,
	type AccountSecrets,
	type BuilderData,
	type Entry,
	type InstalledVia,
} from './account';
import { contended, WRITE_ATTEMPTS, type AccountRows } from './accountRows';
import { afterReconnecting } from './health';
import { connectionOf } from './memory';
import { newRow, type StoredRow } from './table';

interface NewAccount {
	accountId: number;
	address: AccountAddress;
	via: InstalledVia;
	secrets: AccountSecrets;
	data?: BuilderData;
}

/**
 * n8n has one thread: writing accounts one after another lets it answer other install calls sooner.
 */
const oneAtATime = <T>({ identity }: AccountRows, work: () => Promise<T>): Promise<T> =>
	serialize(`save|${identity}`, work);

/** How many replaced connections a record keeps: their rows are not accepted again. */
const MOST_PAST = 50;

/** How many earlier code hashes a record keeps: each is needed only while its call has a note. */
const MOST_PAST_CODES = 10;

/** The first record of a connection. */
function firstRecord({ address, via, secrets, data }: NewAccount): AccountRecord {
	const { userId } = readClaims(secrets.accessToken);
	const by = userId === undefined ? via : `${via}, user ${userId}`;
	return {
		...keptOf(secrets),
		...data,
		grant: randomBytes(9).toString('base64url'),
		past: [],
		renewals: 0,
		version: 1,
		lease: '',
		domain: address.domain,
		formerDomains: [],
		platform: address.platform,
		status: 'installed',
		via,
		installedAt: new Date().toISOString(),
		tokens: tokensOf(secrets),
		...withHistory({ history: [] }, 'installed', by),
	};
}

/**
 * Saves an account with its new tokens at once, in a new row; until it is settled the account may have two rows.
 * @throws AmoCrmProblem `storage`
 */
export async function saveAccount(rows: AccountRows, account: NewAccount): Promise<Entry> {
	const integrationId = rows.keys.clientId;
	const { accountId } = account;
	const record = firstRecord(account);
	const made = { ...record, integrationId, accountId };
	const insert = () => rows.table.insert((table) => newRow(toColumns(made, table, rows.seals)));
	const { id, table } = await oneAtATime(rows, insert);
	return { ...made, id, table, storedVersion: record.version, name: '', isStale: false };
}

/**
 * Merges the rows of a saved account into the oldest one: n8n's tables have no unique key.
 * @param name nothing: the account did not answer, and keeps its name
 * @returns the account, whether it had been installed before, and whether rows were merged, which other processes cannot
 * see of the new row that is gone
 * @throws AmoCrmProblem `storage`, `conflict`
 */
export async function settleAccount(
	rows: AccountRows,
	saved: Entry,
	name: string | undefined,
): Promise<{ entry: Entry; reinstalled: boolean; merged: boolean }> {
	const match = rows.keyOf(saved.accountId);
	return await oneAtATime(rows, async () => {
		const found =
			name === undefined ? await rows.rows(match) : await rows.table.update(match, { name });
		const earlier = found.filter(({ id }) => id < saved.id);
		const reinstalled = earlier.some((row) => isReinstall(rows.resolve([row]).entry, saved));
		const named = { ...saved, name: name ?? found.at(0)?.name ?? '' };
		if (found.length < 2) return { entry: named, reinstalled, merged: false };
		const united = await uniteRows(rows, saved.accountId, found);
		const entry = united ? { ...united, name: united.name || named.name } : named;
		return { entry, reinstalled, merged: true };
	});
}

/** Two rows may come from one install: if the answer to its first write was lost, it wrote again. */
const isReinstall = (earlier: Entry | undefined, newest: Entry): boolean =>
	earlier?.codeHash !== newest.codeHash || (earlier.reinstalled ?? false);

/**
 * Merges several rows into one. A row that was changed meanwhile is not removed: it may hold a new pair.
 * @param found the rows, if they were read already
 * @returns the account; nothing where there is none
 * @throws AmoCrmProblem `storage`, `conflict`
 */
export async function uniteRows(
	rows: AccountRows,
	accountId: number,
	found?: StoredRow[],
): Promise<Entry | undefined> {
	let left = found;
	for (let trial = 0; trial < WRITE_ATTEMPTS; trial++) {
		const all = left ?? (await rows.rows({ account_id: accountId }));
		left = undefined;
		if (all.length < 2) return rows.resolve(all).entry;
		const united = await unite(rows, all);
		if (united === 'unverified') return undefined;
		if (!united) continue;
		const gone = await Promise.all(
			all.slice(1).map(({ id, version }) => rows.table.remove({ id, version })),
		);
		rows.forget(accountId);
		if (gone.every((count) => count === 1)) return united;
	}
	throw contended(accountId);
}

const pastCodesOf = (current: Entry, earlier: Entry[]): string[] =>
	uniq([...earlier, current].flatMap(({ codeHash, pastCodes = [] }) => [...pastCodes, codeHash]))
		.filter((hash) => hash !== '' && hash !== current.codeHash)
		.slice(-MOST_PAST_CODES);

/** Writes the merged record into the oldest row. */
async function unite(
	rows: AccountRows,
	all: StoredRow[],
): Promise<Entry | 'unverified' | undefined> {
	const entries = all.flatMap((row) => rows.resolve([row]).entry ?? []);
	const current = rows.resolve(all).entry;
	if (!current) return 'unverified';
	const [oldest] = all;
	const earlier = entries.filter(({ grant }) => grant !== current.grant);
	const past = uniq([...current.past, ...earlier.flatMap(({ grant, past }) => [...past, grant])]);
	const before = earlier.at(-1);
	const reinstalled = entries
		.filter((entry) => entry !== current)
		.some((entry) => isReinstall(entry, current));
	const changes: Partial<AccountRecord> = {
		version:
			Math.max(...all.map(({ version }) => version), ...entries.map(({ version }) => version)) + 1,
		past: compact(past).slice(-MOST_PAST),
		pastCodes: pastCodesOf(current, earlier),
		connectedIn: connectionOf(current),
		amojoId: current.amojoId ?? before?.amojoId,
		credentialId: current.credentialId ?? before?.credentialId,
		reinstalled: current.reinstalled || reinstalled || entries.length < all.length,
		...(before && {
			...afterReconnecting(before, current),
			externalId: current.externalId ?? before.externalId,
			labels: current.labels ?? before.labels,
			pausedAt: current.pausedAt ?? before.pausedAt,
			resumedAt: current.resumedAt ?? before.resumedAt,
			...moved(
				{ ...before, formerDomains: union(before.formerDomains, current.formerDomains) },
				current,
			),
			history: [
				...before.history,
				...current.history.map((one) =>
					one.what === 'installed' ? { ...one, what: 'reinstalled' as const } : one,
				),
			].slice(-MOST_HISTORY),
		}),
	};
	const there = { ...current, id: oldest.id, storedVersion: oldest.version };
	const written = await rows.write(there, changes);
	const name = all.at(-1)?.name || oldest.name;
	return written && { ...written, name };
}
