import { withCount } from '../../../tools/system/progress';

const { stdout } = process;
const wasTerminal = stdout.isTTY;
let written: string[];

beforeEach(() => {
	written = [];
	jest.spyOn(stdout, 'write').mockImplementation((text) => {
		written.push(String(text));
		return true;
	});
	jest.useFakeTimers();
});

afterEach(() => {
	stdout.isTTY = wasTerminal;
	jest.restoreAllMocks();
	jest.useRealTimers();
});

const lines: string[] = [];
const progress = (line: string) => void lines.push(line);
const threeSeconds = async () => {
	await jest.advanceTimersByTimeAsync(3000);
	return 'done';
};

it('counts in one line of a terminal, and leaves it empty', async () => {
	stdout.isTTY = true;
	const result = await withCount(progress, 'Copying (2 GB)', threeSeconds, () => '1 GB');
	expect(result).toBe('done');
	expect(written.join('')).toContain('Copying (2 GB) ... 1 GB, 3 s');
	expect(written.join('')).not.toContain('\n');
	expect(written.at(-1)).toBe('');
	expect(lines).toEqual([]);
});

it('says in a log file once what is being done', async () => {
	stdout.isTTY = false;
	await withCount(progress, 'Copying (2 GB)', threeSeconds, () => '1 GB');
	expect(lines).toEqual(['Copying (2 GB) ...']);
	expect(written).toEqual([]);
});
