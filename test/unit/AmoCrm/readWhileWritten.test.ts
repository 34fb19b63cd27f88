import { range } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { listCards } from '../../../nodes/AmoCrm/cards/operations';
import { lead } from '../../../nodes/AmoCrm/resources/lead';
import type { ApiCall } from '../../../nodes/shared/transport/client';
import { Emulated } from './emulated';
import { operation } from './operation';

const listTasks = operation('task', 'getAll');

const amo = new Emulated();

beforeAll(async () => await amo.open());

const COUNT = 700;

const asc = (by: string) => ({ sort: { by, direction: 'asc' } });
const desc = (by: string) => ({ sort: { by, direction: 'desc' } });

const seeded = async (...given: Parameters<typeof amo.seed>) =>
	(await amo.seed(...given)).map(Number);

/** Before each page is read, others change one that was read and one that is still to come, and add one. */
async function whileOthersWrite(
	path: string,
	ids: number[],
	change: IDataObject,
	one: IDataObject,
) {
	const { request } = amo.session;
	let page = 0;
	amo.session = {
		...amo.session,
		request: async <T>(call: ApiCall) => {
			if (call.method === 'GET' && call.path === `/api/v4${path}`) {
				page++;
				const touched = [ids[page], ids[COUNT - 1 - page]].map((id) => ({ id, ...change }));
				await amo.patch(path, touched);
				await amo.made(path, one);
			}
			return await request<T>(call);
		},
	};
}

describe.each([
	['as it comes', {}],
	['by the last change, the latest first', desc('updated_at')],
	['by the last change, the oldest first', asc('updated_at')],
	['by creation', desc('created_at')],
])('a whole list of leads, %s', (_order, order) => {
	it('has each lead once, whatever others write meanwhile', async () => {
		await amo.enter();
		const ids = await seeded(
			'leads',
			...range(COUNT).map((at) => ({ created_at: 1_700_000_000, updated_at: 1_700_000_000 + at })),
		);
		await whileOthersWrite('/leads', ids, { name: 'Changed' }, { name: 'New' });

		const found = (await amo.run(listCards(lead), { returnAll: true, order })) as IDataObject[];

		const known = found.map(({ id }) => Number(id)).filter((id) => ids.includes(id));
		expect(new Set(known).size).toBe(known.length);
		expect([...known].sort((a, b) => a - b)).toEqual(ids);
	});
});

it('a whole list of tasks by their deadlines has each once while these are put off', async () => {
	await amo.enter();
	const start = 1_800_000_000;
	const late = start + 2 * COUNT;
	const ids = await seeded(
		'tasks',
		...range(COUNT).map((at) => ({ text: 'Call', complete_till: start + at })),
	);
	await whileOthersWrite(
		'/tasks',
		ids,
		{ complete_till: late },
		{ text: 'New', complete_till: late },
	);

	const found = await amo.run(listTasks, { returnAll: true, order: asc('complete_till') });

	const tasks = (found as IDataObject[]).filter(({ id }) => ids.includes(Number(id)));
	const known = tasks.map(({ id }) => Number(id)).sort((a, b) => a - b);
	expect(known).toEqual(ids);
	const deadlines = tasks.map(({ complete_till: till }) => Number(till));
	expect(deadlines).toEqual([...deadlines].sort((a, b) => a - b));
});
