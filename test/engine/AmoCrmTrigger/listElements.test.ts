import { useStoppedClock } from '../support/clock';
import { withSingle } from './active';
import { form } from './amoHooks';

useStoppedClock();

const element = (action: string) => ({
	[`catalogs[${action}][0][id]`]: 900,
	[`catalogs[${action}][0][catalog_id]`]: 5,
	[`catalogs[${action}][0][name]`]: 'Chair',
});

it.each(['add', 'update', 'delete'])(
	'an element of a list starts the workflow: %s',
	async (action) => {
		const code = `${action}_catalog_element`;
		await withSingle({ events: [code] }, async (call, account) => {
			const { items } = await call(form(account, element(action)));
			expect(items).toMatchObject([
				{ event: code, entity: 'catalog_element', id: 900, data: { catalog_id: 5, name: 'Chair' } },
			]);
		});
	},
);

it.each<[string, object, number]>([
	['another event was chosen', { events: ['add_lead'] }, 0],
	[
		'it comes of a code that is not in the list',
		{ events: ['add_lead'], options: { otherCodes: 'add_catalogs' } },
		1,
	],
])('an element where %s', async (_title, parameters, count) => {
	await withSingle({ ...parameters }, async (call, account) => {
		const { items } = await call(form(account, element('add')));
		expect(items).toHaveLength(count);
	});
});

it('a documented event that was not chosen starts nothing, whatever other codes there are', async () => {
	const parameters = { events: ['add_lead'], options: { otherCodes: 'add_catalogs' } };
	await withSingle(parameters, async (call, account) => {
		const { items } = await call(form(account, { 'leads[update][0][id]': 501 }));
		expect(items).toEqual([]);
	});
});
