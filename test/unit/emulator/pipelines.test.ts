import { Writer } from './support';

const writer = new Writer();
const { complaint, made, patch, post, read, remove } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const pipeline = { name: 'P', sort: 1, is_main: false, is_unsorted_on: true };

describe('pipelines', () => {
	it('answer a create with totals and links; a change must name something', async () => {
		const { json } = await post('/leads/pipelines', [pipeline]);
		expect(Object.keys(json)).toEqual(['_total_items', '_links', '_embedded']);
		const path = `/leads/pipelines/${String(json._embedded.pipelines[0].id)}`;
		expect((await patch(path, {})).status).toBe(400);
		expect((await patch(path, { name: 'Q' })).json).toMatchObject({ name: 'Q', request_id: '0' });
	});

	it.each([
		[{ ...pipeline, is_unsorted_on: undefined }, 'FieldMissing is_unsorted_on'],
		[
			{ ...pipeline, _embedded: { statuses: [{ id: 5, name: 'x' }] } },
			'NotSupportedChoice _embedded.statuses.0.id',
		],
		[
			{ ...pipeline, _embedded: { statuses: [{ name: 'x', color: '#000' }] } },
			'NotSupportedChoice _embedded.statuses.0.color',
		],
	])('are refused: %#', async (item, expected) => {
		expect(await complaint('/leads/pipelines', item)).toEqual([expected]);
	});

	it('are at most fifty', async () => {
		expect(await made('/leads/pipelines', ...Array<object>(49).fill(pipeline))).toHaveLength(49);
		expect((await post('/leads/pipelines', [pipeline])).status).toBe(400);
	});
});

describe('stages', () => {
	let path: string;

	beforeEach(async () => {
		const [id] = await made('/leads/pipelines', pipeline);
		path = `/leads/pipelines/${id}/statuses`;
	});

	it('stand in lists and answers without links of the envelope', async () => {
		const { json } = await post(path, [{ name: 'S', sort: 30 }]);
		expect(Object.keys(json)).toEqual(['_total_items', '_embedded']);
		expect(Object.keys((await read(path)).json)).toEqual(['_total_items', '_embedded']);
	});

	it('are described once for each level', async () => {
		const newbie = { level: 'newbie', description: 'x' };
		const stage = { name: 'S', sort: 30, descriptions: [newbie] };
		expect(await complaint(path, { ...stage, descriptions: [newbie, newbie] })).toEqual([
			'NotSupportedChoice descriptions.1.level',
		]);
		expect(
			await complaint(path, {
				...stage,
				descriptions: [{ ...newbie, description: 'x'.repeat(1001) }],
			}),
		).toEqual(['TooHigh descriptions.0.description']);
		const [id] = await made(path, stage);
		const shown = async () =>
			(await read(`${path}/${id}?with=descriptions`)).json.descriptions as Array<{ id: number }>;
		const [{ id: known }] = await shown();
		await patch(`${path}/${id}`, { descriptions: [{ id: known, level: 'newbie' }] });
		expect(await shown()).toEqual([]);
	});

	it('stay when they end every pipeline', async () => {
		for (const id of [142, 143]) expect((await remove(`${path}/${id}`)).status).toBe(400);
		const [id] = await made(path, { name: 'S', sort: 30 });
		expect((await remove(`${path}/${id}`)).status).toBe(204);
	});
});
