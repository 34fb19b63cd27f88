import { slidingSecond } from '../../../tools/bench/pace';
import { ownTime } from '../../../tools/bench/profile';
import { isMet, within } from '../../../tools/bench/row';
import { quantile } from '../../../tools/bench/statistics';
import { packageName } from '../../../tools/system/manifest';

const OURS = `file:///home/.n8n/nodes/node_modules/${packageName}/dist/nodes/AmoCrm/router.js`;
const N8NS = 'file:///n8n/node_modules/n8n-core/dist/execution.js';

const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 9 });

describe('the busiest second', () => {
	it('ends at a request and leaves out the one that came a whole second before it', () => {
		expect(slidingSecond([0, 1_000, 999, 500])).toEqual([1, 2, 3, 3]);
	});
});

describe('a quantile', () => {
	it.each([
		[0.5, 50],
		[0.99, 99],
		[1, 100],
	])('of %s of the numbers from 1 to 100 is %s', (share, expected) => {
		const numbers = Array.from({ length: 100 }, (_, index) => 100 - index);
		expect(quantile(numbers, share)).toBe(expected);
	});
});

describe('a bound', () => {
	it.each([
		[44, true],
		[45, false],
	])('of 1.1 times 40 is met by %s: %s', (value, expected) => {
		expect(isMet(within(1.1, { what: 'requests', value, floor: 40 }))).toBe(expected);
	});
});

describe('the time of our functions in a profile', () => {
	const profile = {
		nodes: [
			{ id: 1, callFrame: frame('(root)', ''), children: [2] },
			{ id: 2, callFrame: frame('run', N8NS), children: [3] },
			{ id: 3, callFrame: frame('route', OURS), children: [4] },
			{ id: 4, callFrame: frame('evaluate', N8NS) },
		],
		samples: [3, 2, 3, 4, 3],
		timeDeltas: [10, 20, 30, 40, 50],
		startTime: 1_000,
	};

	it('is counted between two moments, apart from what they call', () => {
		// The samples end at 1010, 1030, 1060, 1100 and 1150.
		expect(ownTime(profile, { from: 1_020, to: 1_120 })).toEqual({
			functions: [{ name: 'route (router.js:10)', microseconds: 30 }],
			calledMicroseconds: 40,
		});
	});
});
