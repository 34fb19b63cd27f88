import { chunk } from 'lodash';

import { compareReads } from '../../../../tools/conform/reads';
import { openSample } from '../../../../tools/conform/sample';
import { readOperations } from '../../../../tools/conform/operations';
import { ORDER } from '../../../../tools/conform/kept';
import type { Difference } from '../../../../tools/conform/compare';
import { deviating, DEVIATIONS, PAGE_DEVIATIONS } from './deviations';

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

	describe('of lists of many pages', () => {
		const openLong = async () => {
			const sample = await openSample('amocrm');
			const make = async (collection: string, count: number) => {
				const all = Array.from({ length: count }, (_one, index) => ({ name: `Many ${index}` }));
				for (const body of chunk(all, 200)) {
					await sample.ask({ method: 'POST', path: `/api/v4/${collection}`, body });
				}
			};
			// More than two pages, not quite two, and not quite one.
			await make('contacts', 600);
			await make('companies', 300);
			await make('leads/tags', 100);
			return sample;
		};

		it('find no difference in the emulator itself', async () => {
			const { ask, account } = await openLong();
			const asked: string[] = [];
			const { differences } = await compareReads(async (call) => {
				if (call.query?.limit === '250') asked.push(`${call.path} ${String(call.query.page)}`);
				return await ask(call);
			}, account.domain);
			expect(differences).toEqual([]);
			expect(asked).toEqual(
				expect.arrayContaining([
					'/api/v4/contacts 2',
					'/api/v4/companies 3',
					'/api/v4/leads/tags 2',
				]),
			);
		});

		it('name each way in which pages are other ones', async () => {
			const { ask, account } = await openLong();
			const { differences } = await compareReads(deviating(ask, PAGE_DEVIATIONS), account.domain);
			const isNamed = (found: Difference) => PAGE_DEVIATIONS.some((one) => one.isNamedBy(found));
			const unnamed = PAGE_DEVIATIONS.filter((one) => !differences.some(one.isNamedBy));
			expect(unnamed.map(({ name }) => name)).toEqual([]);
			expect(differences.filter((found) => !isNamed(found))).toEqual([]);
		});
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
