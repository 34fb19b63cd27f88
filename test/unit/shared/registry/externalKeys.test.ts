import { ExternalKeys, type SentKeys } from '../../../../nodes/shared/registry/externalKeys';
import { installNotes } from '../../../../nodes/AmoCrmInstallTrigger/note';
import { Journal } from '../../../../nodes/shared/registry/journal';
import { dieAndWait } from '../../support/clock';
import { newIntegration } from '../../support/registry';

const HOUR = 3_600_000;

const sent = (changes: Partial<SentKeys> = {}): SentKeys => ({
	clientId: 'external-1',
	clientSecret: 'external-S3cret',
	state: 'the-state',
	...changes,
});

const KEYS = { clientId: 'external-1', clientSecret: 'external-S3cret' };

function newKeys() {
	const { table, rows, accounts } = newIntegration();
	return { table, rows, accounts, external: new ExternalKeys(rows()) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** SECURITY: Such a secret is found exactly where the redirect names its integration, and the first that was
 * sent for an integration counts. */
it('finds the keys by the id of their integration, or else by the state', async () => {
	const { external } = newKeys();
	await external.keep(sent({ clientId: 'external-2', clientSecret: 'x', state: 'another' }));
	await external.keep(sent());
	expect(await external.named('external-1')).toEqual(KEYS);
	expect(await external.withState('the-state')).toEqual([KEYS]);
});

it('finds no keys of another integration, nor of another state', async () => {
	const { external } = newKeys();
	await external.keep(sent());
	expect(await external.named('external-2')).toBeUndefined();
	expect(await external.withState('another')).toEqual([]);
	expect(await external.withState('')).toEqual([]);
});

it('finds them in another process of the same integration, and nowhere else', async () => {
	const { external, rows } = newKeys();
	await external.keep(sent());
	const other = new ExternalKeys(rows());
	expect(await other.named('external-1')).toEqual(KEYS);
	expect(await other.withState('the-state')).toEqual([KEYS]);
	const stranger = new ExternalKeys(rows({ clientId: 'another' }));
	expect(await stranger.named('external-1')).toBeUndefined();
	expect(await stranger.withState('the-state')).toEqual([]);
});

it('offers those that came with one state newest first: somebody may have given up before', async () => {
	const { external } = newKeys();
	for (const clientId of ['external-0', 'external-1', 'external-2']) {
		await external.keep(sent({ clientId }));
		jest.advanceTimersByTime(1_000);
	}
	const found = await external.withState('the-state');
	expect(found.map(({ clientId }) => clientId)).toEqual(['external-2', 'external-1', 'external-0']);
});

/** SECURITY: Such a secret is found exactly where the redirect names its integration, and the first that was
 * sent for an integration counts. */
it('does not let a second secret for the same id take the place of the first', async () => {
	const { external, rows, table } = newKeys();
	await external.keep(sent());
	await external.keep(sent({ clientSecret: 'forged' }));
	const other = new ExternalKeys(rows());
	await other.keep(sent({ clientSecret: 'forged' }));
	for (const keys of [external, other]) {
		expect(await keys.named('external-1')).toEqual(KEYS);
		expect(await keys.withState('the-state')).toEqual([KEYS]);
	}
	expect(table.rows).toHaveLength(1);
});

it('shows nothing of them in the table, nor among the accounts', async () => {
	const { external, table, accounts } = newKeys();
	await external.keep(sent());
	expect(table.rows).toMatchObject([{ status: 'pending' }]);
	expect(JSON.stringify(table.rows.map(Object.values))).not.toMatch(/external|S3cret|the-state/);
	expect(await accounts.list()).toEqual([]);
});

it('removes them when their account is there, and no others', async () => {
	const { external } = newKeys();
	await external.keep(sent());
	await external.keep(sent({ clientId: 'external-2' }));
	await external.remove('external-1');
	expect(await external.named('external-1')).toBeUndefined();
	expect(await external.named('external-2')).toBeDefined();
});

it('throws those away whose account did not come for an hour', async () => {
	const { external, table, rows } = newKeys();
	await external.keep(sent());
	await new Journal(rows(), installNotes).open({
		owner: 'workflow-1/trigger-1',
		code: 'code-1',
		domain: 'example.amocrm.ru',
		redirectUri: 'https://app.example/cb',
		via: 'button',
		receivedAt: new Date().toISOString(),
	});
	dieAndWait(HOUR + 1);
	expect(await external.named('external-1')).toBeUndefined();
	await external.keep(sent({ clientId: 'external-2' }));
	expect(await external.named('external-2')).toBeDefined();
	expect(table.rows.map(({ domain }) => domain)).toEqual(['example.amocrm.ru', '']);
});

it('is not kept from its work by a row that does not open', async () => {
	const { external, table, rows } = newKeys();
	await external.keep(sent({ clientId: 'external-2' }));
	table.rows[0].sealed = 'v1.AAAA';
	await external.keep(sent());
	expect(await new ExternalKeys(rows()).withState('the-state')).toEqual([KEYS]);
});

describe('2,000 secrets that somebody made up', () => {
	const FORGED = 2_000;

	async function flooded() {
		const keys = newKeys();
		for (let forged = 0; forged < FORGED; forged++) {
			await keys.external.keep(sent({ clientId: `forged-${forged}`, clientSecret: 'forged' }));
			if (forged % 200 === 100) await keys.external.keep(sent({ clientId: `real-${forged}` }));
		}
		return keys;
	}

	// Each of 600 posts read all pending rows before: 180,900.
	/** SECURITY: Of the secrets that strangers send, a process writes 50 at once into the table, and one in
	 * twenty seconds after that. */
	it('leave 50 rows in the table, and read none', async () => {
		const { table } = await flooded();
		expect(table.rows).toHaveLength(50);
		expect(table.rowsRead).toBe(0);
		expect(table.calls).toMatchObject({ insert: 50, find: 50, remove: 1 });
	});

	/** SECURITY: Such a secret is found exactly where the redirect names its integration, and the first that
	 * was sent for an integration counts. */
	it('keep no integration that the redirect names from being found', async () => {
		const { external } = await flooded();
		for (let real = 100; real < FORGED; real += 200) {
			expect(await external.named(`real-${real}`)).toMatchObject({ clientId: `real-${real}` });
		}
	});

	/** SECURITY: Where the redirect names none, a code is tried with the five newest secrets of its state at
	 * the most. */
	it('give no code more than five tries where the redirect names none', async () => {
		const { external } = await flooded();
		expect(await external.withState('the-state')).toHaveLength(5);
	});
});
