import { Writer, type Written } from './support';

const writer = new Writer();
const { complaint, made, patch, read, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const call = { text: 'Call', complete_till: 2_000_000_000 };

describe('a task', () => {
	it('hangs on a card, which shows when it is due', async () => {
		const [lead] = await seed('leads', {});
		const at = { entity_id: lead, entity_type: 'leads' };
		const [id] = await made('/tasks', { ...call, ...at }, { ...call, ...at, complete_till: 3e9 });
		const due = async () => (await read(`/leads/${lead}`)).json.closest_task_at;
		expect(await due()).toBe(call.complete_till);
		await patch(`/tasks/${id}`, { is_completed: true });
		expect(await due()).toBe(3e9);
	});

	it.each([
		['no text', { complete_till: 1 }, 'FieldMissing text'],
		['no time', { text: 'x' }, 'FieldMissing complete_till'],
		['an unknown type', { ...call, task_type_id: 9 }, 'NotSupportedChoice task_type_id'],
		[
			'an unknown card',
			{ ...call, entity_id: 1, entity_type: 'leads' },
			'NotSupportedChoice entity_id',
		],
		['a card without its type', { ...call, entity_id: 1 }, 'FieldMissing entity_type'],
		['a bare result', { ...call, result: 'done' }, 'InvalidType result'],
	])('is refused with %s', async (_what, task, expected) => {
		expect(await complaint('/tasks', task)).toEqual([expected]);
	});
});

describe('the list of tasks', () => {
	beforeEach(async () => {
		const [lead] = await seed('leads', { id: 77 });
		await seed(
			'tasks',
			{ text: 'A', complete_till: 3, updated_at: 10 },
			{ text: 'B', complete_till: 2, updated_at: 20, is_completed: true, task_type_id: 2 },
			{ text: 'C', complete_till: 1, updated_at: 30, entity_type: 'leads', entity_id: lead },
		);
	});

	it.each([
		['', 'ABC'],
		['order[complete_till]=asc', 'CBA'],
		['filter[is_completed]=0', 'AC'],
		['filter[task_type][]=2&filter[is_completed][]=1', 'B'],
		['filter[updated_at]=20', 'BC'],
		['filter[updated_at][to]=20', 'AB'],
		['filter[entity_type]=leads&filter[entity_id][]=77', 'C'],
	])('%s', async (query, expected) => {
		const { json } = await read<Written>(`/tasks?${query}`);
		expect(json._embedded.tasks.map(({ text }) => text).join('')).toBe(expected);
	});

	it.each(['filter[entity_id]=77', 'filter[task_type_id]=2', 'filter[is_completed]=yes'])(
		'refuses %s',
		async (query) => expect((await read(`/tasks?${query}`)).status).toBe(400),
	);
});
