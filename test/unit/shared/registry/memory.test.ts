import type { Entry } from '../../../../nodes/shared/registry/account';
import { AccountMemory } from '../../../../nodes/shared/registry/memory';

const TABLE = 'table';
const MOST = 5_000;

const domainOf = (accountId: number) => `account-${accountId}.amocrm.ru`;

const entry = (accountId: number, changes: Partial<Entry> = {}) =>
	({
		id: accountId,
		table: TABLE,
		accountId,
		domain: domainOf(accountId),
		status: 'installed',
		installedAt: '2026-01-31T10:00:00.000Z',
		grant: `grant-${accountId}`,
		past: [],
		version: 1,
		...changes,
	}) as unknown as Entry;

const newMemory = (clientId: string) =>
	new AccountMemory({ clientId, clientSecret: 'secret' }, 'http://localhost:5678');

it('keeps the accounts used lately, of any number', () => {
	const memory = newMemory('many');
	memory.remember(entry(1));
	memory.remember(entry(2));
	for (let other = 3; other <= MOST; other++) memory.remember(entry(other));
	memory.recall(TABLE, { domain: domainOf(1) });
	memory.remember(entry(MOST + 1));
	const isKnown = (accountId: number) =>
		[{ accountId }, { domain: domainOf(accountId) }].map(
			(reference) => memory.recall(TABLE, reference) !== undefined,
		);
	expect([1, 2, 3, MOST + 1].map(isKnown)).toEqual([
		[true, true],
		[false, false],
		[true, true],
		[true, true],
	]);
	expect(memory.fresh(TABLE)).toHaveLength(MOST);
});

it('knows an account by its new address alone after it has moved', () => {
	const memory = newMemory('moved');
	memory.remember(entry(1));
	memory.remember(entry(1, { domain: 'new.amocrm.ru', version: 2 }));
	expect(memory.recall(TABLE, { domain: domainOf(1) })).toBeUndefined();
	expect(memory.recall(TABLE, { domain: 'new.amocrm.ru' })?.version).toBe(2);
});
