import { compareReads } from '../../../../tools/conform/reads';
import { openSample } from '../../../../tools/conform/sample';
import { readOperations } from '../../../../tools/conform/operations';
import { ORDER } from '../../../../tools/conform/kept';
import { deviating, DEVIATIONS } from './deviations';

describe('reads of an account, held against the emulator', () => {
	it.each([
		['amocrm', 'segments'],
		['kommo', 'periodicity'],
	] as const)('find no difference in the emulator itself: %s, %s', async (platform, mode) => {
		const sample = await openSample(platform, mode);
		let calls = 0;
		const { differences } = await compareReads(async (call) => {
			calls += 1;
			return await sample.ask(call);
		}, sample.account.domain);
		expect(differences).toEqual([]);
		expect(calls).toBeGreaterThan(600);
	});

	it('name each of thirty and more deviations, and nothing else', async () => {
		expect(DEVIATIONS.length).toBeGreaterThanOrEqual(30);
		const sample = await openSample('amocrm');
		const ask = deviating(sample.ask, DEVIATIONS);
		const { differences } = await compareReads(ask, sample.account.domain);
		const unnamed = DEVIATIONS.filter((one) => !differences.some((found) => one.isNamedBy(found)));
		expect(unnamed.map(({ name }) => name)).toEqual([]);
		expect(differences.filter((found) => !DEVIATIONS.some((one) => one.isNamedBy(found)))).toEqual(
			[],
		);
	});

	it('ask everything that the node can read', async () => {
		const operations = await readOperations();
		const resources = [...new Set(operations.map(({ resource }) => resource))];
		expect(resources.filter((resource) => !ORDER.includes(resource))).toEqual([]);
		const lead = operations.find(({ resource, name }) => resource === 'lead' && name === 'getAll');
		expect(lead?.orders).toEqual(['created_at', 'id', 'updated_at']);
		expect(lead?.filters).toContainEqual({ 'filter[id][]': ['1'] });
	});
});
