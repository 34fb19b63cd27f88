import { installNotes, type InstallNote } from '../../../../nodes/AmoCrmInstallTrigger/note';
import { Journal } from '../../../../nodes/shared/registry/journal';
import { dieAndWait, settled } from '../../support/clock';
import { problemOf } from '../../support/problem';
import { newIntegration } from '../../support/registry';

/** So often a trigger looks for notes that nobody holds. */
const LOOK_MS = 10_000;

/** So many looks, one after another, show that a process has died. */
const LOOKS = 5;

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
	const [journal, other] = [rows(), rows()].map((seen) => new Journal(seen, installNotes));
	return { table, keys, rows, accounts, journal, other };
}

/** What a process finds that looks again and again for notes which nobody holds. */
async function watched(journal: Journal<InstallNote>, looks = LOOKS): Promise<number[]> {
	let found: number[] = [];
	for (let look = 0; look < looks && found.length === 0; look++) {
		await jest.advanceTimersByTimeAsync(LOOK_MS);
		found = await settled(journal.abandoned(call().owner));
	}
	return found;
}

/** A note whose process died right after it was made, and another process that has seen that. */
async function abandoned(changes: Partial<InstallNote> = {}) {
	const made = newJournal();
	await made.journal.open(call(changes));
	dieAndWait(0);
	const [id] = await watched(made.other);
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
		expect(JSON.stringify(table.rows.map(Object.values))).not.toMatch(
			/the-code|the-state|external|S3cret/,
		);
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
		await jest.advanceTimersByTimeAsync(LOOK_MS);
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

it('notes are held together, by one sign of life, which goes when they have gone', async () => {
	const { journal, table } = newJournal();
	const codes = ['def502-1', 'def502-2', 'def502-3'];
	const open = await Promise.all(codes.map(async (code) => await journal.open(call({ code }))));
	expect(table.rows).toHaveLength(3);
	await jest.advanceTimersByTimeAsync(3 * LOOK_MS);
	expect(table.rows).toHaveLength(4);
	expect(table.calls.update).toBe(3);
	await settled(Promise.all(open.map(async (note) => await note.close())));
	await jest.advanceTimersByTimeAsync(LOOK_MS);
	expect(table.rows).toEqual([]);
	expect(jest.getTimerCount()).toBe(0);
});

it('an install that is done in time costs no sign of life', async () => {
	const { journal, table } = newJournal();
	const note = await journal.open(call());
	await settled(note.close());
	await jest.advanceTimersByTimeAsync(10 * LOOK_MS);
	expect(table.calls).toMatchObject({ insert: 1, update: 0, remove: 1 });
});

describe('a note whose process lives', () => {
	it('is not abandoned, however long the work takes', async () => {
		const { journal, other } = newJournal();
		await journal.open(call());
		expect(await watched(other, 120)).toEqual([]);
	});

	it.each([2 * 60_000, -2 * 60_000])(
		'is not abandoned for a process whose clock is %i ms off, nor for its own',
		async (skew) => {
			const { journal, other } = newJournal();
			await journal.open(call());
			jest.setSystemTime(Date.now() + skew);
			expect(await watched(other, 20)).toEqual([]);
			expect(await watched(journal, 20)).toEqual([]);
		},
	);

	it('is not abandoned while each call to the table takes eight seconds', async () => {
		const { journal, other, table } = newJournal();
		table.delayMs = 8_000;
		await settled(journal.open(call()));
		expect(await watched(other, 60)).toEqual([]);
		expect(await watched(journal, 60)).toEqual([]);
	});

	it('outlives a table that is away for a moment', async () => {
		const { journal, other, table } = newJournal();
		await journal.open(call());
		table.away = new Error('The table is away.');
		await jest.advanceTimersByTimeAsync(12_000);
		table.away = undefined;
		expect(await watched(other, 20)).toEqual([]);
	});
});

it('a note that is let go is gone on with at the next look', async () => {
	const { journal } = newJournal();
	const note = await journal.open(call());
	note.release();
	const [id] = await journal.abandoned(call().owner);
	expect((await journal.takeOver(id))?.note).toEqual(call());
});

it('a note that is postponed is gone on with when its time has come, as it says by then', async () => {
	const { journal, other } = newJournal();
	const open = await journal.open(call({ disabling: { accountId: 100, looks: 0 } }));
	const notBefore = new Date(Date.now() + 60_000).toISOString();
	await open.postpone({ disabling: { accountId: 100, looks: 1 }, notBefore });
	expect(await other.abandoned(call().owner)).toEqual([]);
	await jest.advanceTimersByTimeAsync(60_000);
	const [id] = await other.abandoned(call().owner);
	expect((await other.takeOver(id))?.note).toMatchObject({
		disabling: { accountId: 100, looks: 1 },
	});
});

it('a note whose work is done goes when the table is back, and is not done again', async () => {
	const { journal, other, table } = newJournal();
	const note = await journal.open(call());
	table.away = new Error('The table is away.');
	await expect(settled(note.close())).rejects.toBe(table.away);
	table.away = undefined;
	expect(await journal.abandoned(call().owner)).toEqual([]);
	expect(await watched(other, 1)).toEqual([]);
	expect(table.rows).toEqual([]);
});

describe('a note whose process died', () => {
	it('is found by its trigger alone, with all that it says', async () => {
		const { other, id } = await abandoned();
		expect(await other.abandoned('workflow-1/trigger-2')).toEqual([]);
		expect((await other.takeOver(id))?.note).toEqual(call());
	});

	it('goes after a week in which nobody came for it', async () => {
		const { table, other, journal } = newJournal();
		await journal.open(call({ owner: 'workflow-1/deleted' }));
		dieAndWait(6 * 24 * 3_600_000);
		await other.abandoned(call().owner);
		expect(table.rows).toHaveLength(1);
		dieAndWait(24 * 3_600_000 + 1);
		await other.abandoned(call().owner);
		expect(table.rows).toEqual([]);
	});

	it('is not found by another integration', async () => {
		const { id, rows } = await abandoned();
		const stranger = new Journal(rows({ clientId: 'another' }), installNotes);
		expect(await stranger.abandoned(call().owner)).toEqual([]);
		expect(await stranger.takeOver(id)).toBeUndefined();
	});

	it('goes to one of two that take it over at once, who holds it from then on', async () => {
		const { journal, other, id, table, rows } = await abandoned();
		const third = new Journal(rows(), installNotes);
		await watched(third);
		const both = await Promise.all([third.takeOver(id), other.takeOver(id)]);
		const [taken, ...more] = both.filter((open) => open !== undefined);
		expect(more).toEqual([]);
		expect(await watched(journal, 20)).toEqual([]);
		expect(await watched(other, 20)).toEqual([]);
		await settled(taken?.close() ?? Promise.resolve());
		await jest.advanceTimersByTimeAsync(LOOK_MS);
		expect(table.rows).toEqual([]);
	});

	it('is no longer closed by the process that was thought to be dead', async () => {
		const { journal, other, table } = newJournal();
		const stalled = await journal.open(call());
		dieAndWait(0);
		const [id] = await watched(other);
		await other.takeOver(id);
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
		const { other, table, journal } = newJournal();
		await journal.open(call());
		change(table.rows[0]);
		await journal.open(call({ code: 'def502-another' }));
		dieAndWait(0);
		expect(await watched(other)).toEqual([table.rows[1].account_id]);
		expect(await other.takeOver(table.rows[0].account_id)).toBeUndefined();
	});
});

it('a note that was written twice, for the answer to the first time was lost, is gone on with once', async () => {
	const { journal, other, table } = newJournal();
	await journal.open(call());
	table.rows.push({ ...table.rows[0], id: 1_000 });
	dieAndWait(0);
	const ids = await watched(other);
	expect(ids).toHaveLength(1);
	const open = await settled(other.takeOver(ids[0]));
	expect(await settled(other.takeOver(ids[0]))).toBeUndefined();
	await settled(open?.close() ?? Promise.resolve());
	expect(table.rows.filter(({ domain }) => domain !== '')).toEqual([]);
});
