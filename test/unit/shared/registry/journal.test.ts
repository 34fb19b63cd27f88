import { InstallJournal, type InstallNote } from '../../../../nodes/shared/registry/journal';
import { dieAndWait, settled } from '../../support/clock';
import { problemOf } from '../../support/problem';
import { newIntegration } from '../../support/registry';

/** So long a note is held without a sign of life. */
const HOLD_MS = 20_000;

const call = (changes: Partial<InstallNote> = {}): InstallNote => ({
	owner: 'workflow-1/trigger-1',
	code: 'def502-the-code',
	domain: 'example.amocrm.ru',
	redirectUri: 'https://app.example/cb',
	via: 'widget',
	state: 'the-state',
	receivedAt: '2026-01-31T10:00:00.000Z',
	ownKeys: { clientId: 'external-1', clientSecret: 'external-S3cret' },
	...changes,
});

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** The journal as two processes see it. */
function newJournal() {
	const { table, keys, rows, accounts } = newIntegration();
	const [journal, other] = [rows(), rows()].map((seen) => new InstallJournal(seen));
	return { table, keys, rows, accounts, journal, other };
}

/** A note whose process died right after it was made. */
async function abandoned(changes: Partial<InstallNote> = {}) {
	const made = newJournal();
	await made.journal.open(call(changes));
	dieAndWait(HOLD_MS + 1);
	const [id] = await made.other.abandoned(call().owner);
	return { ...made, id };
}

describe('a note', () => {
	it('shows nothing of the call but where it came from', async () => {
		const { journal, table, keys } = newJournal();
		await journal.open(call());
		expect(table.rows).toEqual([
			expect.objectContaining({
				integration_id: keys.clientId,
				status: 'pending',
				domain: 'example.amocrm.ru',
				via: 'widget',
			}),
		]);
		expect(table.rows[0].account_id).toBeLessThan(0);
		expect(JSON.stringify(table.rows)).not.toMatch(/the-code|the-state|external|S3cret/);
	});

	it('is not taken for an account', async () => {
		const { journal, accounts } = newJournal();
		await journal.open(call());
		const named = await problemOf(async () => await accounts.get({ domain: 'example.amocrm.ru' }));
		expect(named.code).toBe('notInstalled');
	});

	it('is gone when it is closed, and no other with it', async () => {
		const { journal, table } = newJournal();
		const first = await journal.open(call());
		const second = await journal.open(call({ code: 'def502-another' }));
		await settled(first.close());
		expect(table.rows).toHaveLength(1);
		await settled(second.close());
		expect(table.rows).toEqual([]);
		await jest.advanceTimersByTimeAsync(HOLD_MS);
		expect(jest.getTimerCount()).toBe(0);
	});
});

it('notes are closed together', async () => {
	const { journal, table } = newJournal();
	const codes = ['def502-1', 'def502-2', 'def502-3'];
	const open = await Promise.all(codes.map(async (code) => await journal.open(call({ code }))));
	await settled(Promise.all(open.map(async (note) => await note.close())));
	expect(table.rows).toEqual([]);
	expect(table.calls.remove).toBe(1);
});

it('notes are held together', async () => {
	const { journal, other, table } = newJournal();
	for (const code of ['def502-1', 'def502-2', 'def502-3']) await journal.open(call({ code }));
	await jest.advanceTimersByTimeAsync(HOLD_MS);
	expect(table.calls.update).toBe(1);
	expect(await other.abandoned(call().owner)).toEqual([]);
});

describe('a note whose process lives', () => {
	it('is not abandoned, however long the work takes', async () => {
		const { journal, other, table } = newJournal();
		await journal.open(call());
		for (let minute = 0; minute < 20; minute++) {
			await jest.advanceTimersByTimeAsync(60_000);
			expect(await other.abandoned(call().owner)).toEqual([]);
		}
		expect(await other.takeOver(table.rows[0].account_id)).toBeUndefined();
	});

	it('outlives a table that is away for a moment', async () => {
		const { journal, other, table } = newJournal();
		await journal.open(call());
		table.away = new Error('The table is away.');
		await jest.advanceTimersByTimeAsync(12_000);
		table.away = undefined;
		await jest.advanceTimersByTimeAsync(HOLD_MS);
		expect(await other.abandoned(call().owner)).toEqual([]);
	});
});

describe('a note whose process died', () => {
	it('is found by its trigger alone, with all that it says', async () => {
		const { other, id } = await abandoned();
		expect(await other.abandoned('workflow-1/trigger-2')).toEqual([]);
		expect((await other.takeOver(id))?.note).toEqual(call());
	});

	it('goes after a week in which nobody came for it', async () => {
		const { table, other } = await abandoned({ owner: 'workflow-1/deleted' });
		dieAndWait(6 * 24 * 3_600_000);
		await other.abandoned(call().owner);
		expect(table.rows).toHaveLength(1);
		dieAndWait(24 * 3_600_000);
		await other.abandoned(call().owner);
		expect(table.rows).toEqual([]);
	});

	it('is not found by another integration', async () => {
		const { id, rows } = await abandoned();
		const stranger = new InstallJournal(rows({ clientId: 'another' }));
		expect(await stranger.abandoned(call().owner)).toEqual([]);
		expect(await stranger.takeOver(id)).toBeUndefined();
	});

	it('goes to one of two that take it over at once, who holds it from then on', async () => {
		const { journal, other, id, table } = await abandoned();
		const both = await Promise.all([journal.takeOver(id), other.takeOver(id)]);
		const [taken, ...more] = both.filter((open) => open !== undefined);
		expect(more).toEqual([]);
		await jest.advanceTimersByTimeAsync(10 * HOLD_MS);
		expect(await other.abandoned(call().owner)).toEqual([]);
		await settled(taken?.close() ?? Promise.resolve());
		expect(table.rows).toEqual([]);
	});

	it('is no longer closed by the process that was thought to be dead', async () => {
		const { journal, other, table } = newJournal();
		const stalled = await journal.open(call());
		dieAndWait(HOLD_MS + 1);
		await other.takeOver(table.rows[0].account_id);
		await settled(stalled.close());
		expect(table.rows).toHaveLength(1);
	});
});

describe('a note that does not open', () => {
	it.each([
		[
			'because it stands in the row of another',
			(row: { account_id: number }) => (row.account_id -= 1),
		],
		['because it was changed', (row: { sealed: string }) => (row.sealed = 'v1.AAAA')],
	])("%s is nobody's, and hides no other", async (_title, change) => {
		const { other, table, journal } = await abandoned();
		change(table.rows[0]);
		await journal.open(call({ code: 'def502-another' }));
		dieAndWait(HOLD_MS + 1);
		expect(await other.takeOver(table.rows[0].account_id)).toBeUndefined();
		expect(await other.abandoned(call().owner)).toEqual([table.rows[1].account_id]);
	});
});
