import type { IDataObject } from 'n8n-workflow';

import type { Item } from '../../../nodes/AmoCrm/factories/operation';
import { inBatches, writeItems, type Wish } from '../../../nodes/AmoCrm/factories/write';
import type { AccountSession } from '../../../nodes/shared/account/session';

const numbers = [0, 1, 2, 3, 4];

const items = numbers.map((index): Item => ({
	index,
	json: {},
	zone: 'UTC',
	parameter: <T>() => undefined as T,
	saved: () => undefined,
}));

const wish = (id: number): Wish => ({
	body: { id },
	nameOf: () => undefined,
	call: { method: 'PATCH', path: '/api/v4/leads', collection: 'leads' },
	show: (entity) => entity,
});

/** An account that takes every batch, and keeps the ids of each. */
function account() {
	const batches: unknown[][] = [];
	let whenAsked = () => {};
	const asked = new Promise<void>((resolve) => (whenAsked = resolve));
	const session = {
		domain: 'example.amocrm.ru',
		async request({ body }: { body: IDataObject[] }) {
			batches.push(body.map(({ id }) => id));
			whenAsked();
			return { _embedded: { leads: body } };
		},
	};
	return { session: session as unknown as AccountSession, batches, asked };
}

it('sends the first request while later items are still being prepared', async () => {
	const { session, batches, asked } = account();
	const prepare = async ({ index }: Item) => {
		if (index === 4) await asked;
		return wish(index);
	};
	const results = await writeItems(session, items, prepare, inBatches({ size: 2 }));
	expect(batches).toEqual([[0, 1], [2, 3], [4]]);
	expect(results).toEqual(numbers.map((id) => ({ output: [{ id }] })));
});

it('changes an entity again only when its first change is through, though it was in another request', async () => {
	const { session, batches } = account();
	const ids = [7, 8, 7, 9, 7];
	const prepare = async ({ index }: Item) => wish(ids[index]);
	const results = await writeItems(session, items, prepare, inBatches({ size: 2 }));
	expect(batches).toEqual([[7, 8], [9], [7], [7]]);
	expect(results).toEqual(ids.map((id) => ({ output: [{ id }] })));
});
