import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { emulatorPage, unsourced } from '../../../tools/docs/emulatorPage';
import { root } from '../../../tools/system/paths';

describe('what the emulator does', () => {
	it('says in every module where it comes from', () => {
		expect(unsourced()).toEqual([]);
	});

	it('is listed in docs/emulator.md as its comments say', () => {
		expect(readFileSync(join(root, 'docs/emulator.md'), 'utf8')).toBe(emulatorPage());
	});
});
