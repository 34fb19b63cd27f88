import { ExternalKeys, type SentKeys } from '../../../../nodes/shared/registry/externalKeys';
import { InstallJournal } from '../../../../nodes/shared/registry/journal';
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

it('finds the keys by the id of their integration, or else by the state', async () => {
	const { external } = newKeys();
	await external.keep(sent({ clientId: 'external-2', clientSecret: 'x', state: 'another' }));
	await external.keep(sent());
	expect(await external.find({ clientId: 'external-1', state: 'whatever' })).toEqual(KEYS);
	expect(await external.find({ state: 'the-state' })).toEqual(KEYS);
});

it.each([
	['of another integration', { clientId: 'external-2', state: 'the-state' }],
	['of another state', { state: 'another' }],
	['of nothing', {}],
])('finds no keys %s', async (_title, wanted) => {
	const { external } = newKeys();
	await external.keep(sent());
	expect(await external.find(wanted)).toBeUndefined();
});

it('finds them in another process of the same integration, and nowhere else', async () => {
	const { external, rows } = newKeys();
	await external.keep(sent());
	expect(await new ExternalKeys(rows()).find({ clientId: 'external-1' })).toEqual(KEYS);
	const stranger = new ExternalKeys(rows({ clientId: 'another' }));
	expect(await stranger.find({ clientId: 'external-1' })).toBeUndefined();
});

it('does not let a second secret for the same id take the place of the first', async () => {
	const { external } = newKeys();
	await external.keep(sent());
	await external.keep(sent({ clientSecret: 'forged' }));
	expect(await external.find({ clientId: 'external-1' })).toEqual(KEYS);
	expect(await external.find({ state: 'the-state' })).toEqual(KEYS);
});

it('shows nothing of them in the table, nor among the accounts', async () => {
	const { external, table, accounts } = newKeys();
	await external.keep(sent());
	expect(table.rows).toMatchObject([{ status: 'pending' }]);
	expect(JSON.stringify(table.rows)).not.toMatch(/external|S3cret|the-state/);
	expect(await accounts.list()).toEqual([]);
});

it('removes them when their account is there, and no others', async () => {
	const { external } = newKeys();
	await external.keep(sent());
	await external.keep(sent({ clientSecret: 'forged' }));
	await external.keep(sent({ clientId: 'external-2' }));
	await external.remove(KEYS);
	expect(await external.find({ clientId: 'external-1' })).toBeUndefined();
	expect(await external.find({ clientId: 'external-2' })).toBeDefined();
});

it('throws those away whose account did not come for an hour', async () => {
	const { external, table, rows } = newKeys();
	await external.keep(sent());
	await new InstallJournal(rows()).open({
		owner: 'workflow-1/trigger-1',
		code: 'code-1',
		domain: 'example.amocrm.ru',
		redirectUri: 'https://app.example/cb',
		via: 'button',
		receivedAt: new Date().toISOString(),
	});
	dieAndWait(HOUR + 1);
	await external.keep(sent({ clientId: 'external-2' }));
	expect(await external.find({ clientId: 'external-1' })).toBeUndefined();
	expect(await external.find({ clientId: 'external-2' })).toBeDefined();
	expect(table.rows.map(({ domain }) => domain)).toEqual(['example.amocrm.ru', '']);
});

it('is not kept from its work by a row that does not open', async () => {
	const { external, table } = newKeys();
	await external.keep(sent({ clientId: 'external-2' }));
	table.rows[0].sealed = 'v1.AAAA';
	table.rows[0].lease_until = 0;
	await external.keep(sent());
	expect(await external.find({ state: 'the-state' })).toEqual(KEYS);
});
