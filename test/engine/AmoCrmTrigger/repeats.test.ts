import type { TriggerContext } from '../../../nodes/AmoCrmTrigger/context';
import type * as Repeats from '../../../nodes/shared/hooks/repeats';
import { useStoppedClock } from '../support/clock';

useStoppedClock();

const HOUR_MS = 60 * 60 * 1000;

/** What a call of the trigger has of n8n: its copy of what was saved when the call began. */
const callWith = (saved: object) => ({ key: 'workflow/node/live', saved }) as TriggerContext;

/** A process of n8n with a memory of its own. */
function processOfN8n() {
	let repeats: typeof Repeats | undefined;
	jest.isolateModules(() => {
		repeats = jest.requireActual<typeof Repeats>('../../../nodes/shared/hooks/repeats');
	});
	const { isRepeated, remember } = repeats as typeof Repeats;
	return {
		isRepeated: (id: string, saved: object = {}) => isRepeated(callWith(saved), id),
		remember: (id: string, saved: object = {}) => remember(callWith(saved), id),
	};
}

const idOf = (number: number) => `delivery-${String(number).padStart(6, '0')}`.slice(-12);

it('calls at once see what the others accepted, though n8n saves only after each', () => {
	const one = processOfN8n();
	one.remember(idOf(1), {});
	expect(one.isRepeated(idOf(1), {})).toBe(true);
	expect(one.isRepeated(idOf(2), {})).toBe(false);
});

it('two processes learn from each other by what is saved', () => {
	const [one, other] = [processOfN8n(), processOfN8n()];
	const saved = {};
	one.remember(idOf(1), saved);
	other.remember(idOf(2), saved);
	one.remember(idOf(3), saved);

	expect([1, 2, 3].map((number) => other.isRepeated(idOf(number), saved))).toEqual([
		true,
		true,
		true,
	]);
	const afterRestart = processOfN8n();
	expect([1, 2, 3].map((number) => afterRestart.isRepeated(idOf(number), saved))).toEqual([
		true,
		true,
		true,
	]);
});

it('many are remembered, few are saved: the newest', () => {
	const one = processOfN8n();
	for (let number = 1; number <= 1_000; number++) one.remember(idOf(number));
	const saved: { seen?: object } = {};
	one.remember(idOf(1_001), saved);

	expect(Object.keys(saved.seen ?? {})).toHaveLength(200);
	expect(processOfN8n().isRepeated(idOf(1_001), saved)).toBe(true);
	expect(one.isRepeated(idOf(1), saved)).toBe(true);
	expect(processOfN8n().isRepeated(idOf(801), saved)).toBe(false);
});

it('what was accepted more than two hours ago is forgotten', () => {
	const one = processOfN8n();
	const saved = {};
	one.remember(idOf(1), saved);
	jest.setSystemTime(Date.now() + 1.9 * HOUR_MS);
	one.remember(idOf(2), saved);
	expect(one.isRepeated(idOf(1), saved)).toBe(true);
	jest.setSystemTime(Date.now() + 0.2 * HOUR_MS);
	expect(one.isRepeated(idOf(1), saved)).toBe(false);
	expect(processOfN8n().isRepeated(idOf(1), saved)).toBe(false);
	expect(processOfN8n().isRepeated(idOf(2), saved)).toBe(true);
});
