import { AmoCrmProblem } from '../../../../nodes/shared/problem';
import { retry, type RetryPolicy } from '../../../../nodes/shared/transport/retry';
import { settled } from '../../support/clock';

const busy = (retryAfter?: number) => new AmoCrmProblem('serverError', 'Busy.', { retryAfter });

const patient: RetryPolicy = { mayRetry: () => true, retries: 3, firstPauseMs: 1_000 };

/** Work that ends in these ways, one after another, and the seconds at which it was done. */
function workThat(...ends: unknown[]) {
	const start = Date.now();
	const tries: number[] = [];
	const work = async () => {
		tries.push((Date.now() - start) / 1_000);
		const end = ends.shift();
		if (end instanceof Error) throw end;
		return end;
	};
	return { work, tries };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('does the work once where it goes well', async () => {
	const { work, tries } = workThat('done');
	expect(await settled(retry(work, patient))).toBe('done');
	expect(tries).toEqual([0]);
});

it('tries again after a pause that doubles', async () => {
	const { work, tries } = workThat(busy(), busy(), busy(), 'done');
	expect(await settled(retry(work, patient))).toBe('done');
	expect(tries).toEqual([0, 1, 3, 7]);
});

it('waits as long as the answer says', async () => {
	const { work, tries } = workThat(busy(20), 'done');
	await settled(retry(work, patient));
	expect(tries).toEqual([0, 20]);
});

it('gives up with what the last try ended with', async () => {
	const last = busy();
	const { work, tries } = workThat(busy(), busy(), busy(), last, 'too late');
	await expect(settled(retry(work, patient))).rejects.toBe(last);
	expect(tries).toHaveLength(4);
});

it.each([
	['a problem that does not pass', busy(), { mayRetry: () => false }],
	['a fault of ours', new TypeError('undefined is not a function'), {}],
])('does not try again after %s', async (_title, error, changes) => {
	const { work, tries } = workThat(error, 'done');
	await expect(settled(retry(work, { ...patient, ...changes }))).rejects.toBe(error);
	expect(tries).toEqual([0]);
});

it('leaves the waiting to whoever wants to wait otherwise', async () => {
	const problem = busy();
	const { work } = workThat(problem, 'done');
	const wait = jest.fn(async () => undefined);
	expect(await retry(work, { ...patient, wait })).toBe('done');
	expect(wait).toHaveBeenCalledWith(problem, 1_000);
});
