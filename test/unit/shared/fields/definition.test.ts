import { forgetDefinitions, readDefinitions } from '../../../../nodes/shared/fields/definition';
import { fakeClient } from '../../support/client';

const FIELDS = [{ id: 1, name: 'Size', type: 'text' }];

/** Answers with the fields, and counts how often each list was asked for. */
function account() {
	const { client, calls } = fakeClient(() => ({ _embedded: { custom_fields: FIELDS } }));
	return { client, asked: () => calls.map(({ path }) => path) };
}

let nextKey = 0;
const newKey = () => `definitions-${nextKey++}`;

it.each(['leads', 'customers/segments', 'catalogs/12'] as const)(
	'reads the fields of %s once, and again when they were forgotten',
	async (entity) => {
		const { client, asked } = account();
		const key = newKey();
		const path = `/api/v4/${entity}/custom_fields`;

		await readDefinitions(client, key, entity);
		expect(await readDefinitions(client, key, entity)).toEqual(FIELDS);
		expect(asked()).toEqual([path]);

		forgetDefinitions(key, entity);
		await readDefinitions(client, key, entity);
		expect(asked()).toEqual([path, path]);
	},
);

it('keeps accounts and their lists apart', async () => {
	const { client, asked } = account();
	const [mine, yours] = [newKey(), newKey()];
	await readDefinitions(client, mine, 'catalogs/1');
	await readDefinitions(client, mine, 'catalogs/2');
	await readDefinitions(client, yours, 'catalogs/1');
	forgetDefinitions(yours, 'catalogs/1');
	await readDefinitions(client, mine, 'catalogs/1');
	expect(asked()).toHaveLength(3);
});

it('asks again after a failure', async () => {
	const key = newKey();
	const broken = fakeClient(() => Promise.reject(new Error('no')));
	await expect(readDefinitions(broken.client, key, 'leads')).rejects.toThrow('no');
	expect(await readDefinitions(account().client, key, 'leads')).toEqual(FIELDS);
});
