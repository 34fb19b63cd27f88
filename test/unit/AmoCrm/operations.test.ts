import { mapValues } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { Emulated } from './emulated';
import { operation } from './operation';

const addTo = operation('tag', 'addTo');
const removeFrom = operation('tag', 'removeFrom');
const upsertContact = operation('contact', 'upsert');
const createComplex = operation('lead', 'createComplex');
const getLeads = operation('lead', 'getAll');
const upsertLead = operation('lead', 'upsert');
const createLink = operation('link', 'create');
const deleteLink = operation('link', 'delete');
const getLinks = operation('link', 'getAll');
const createReason = operation('lossReason', 'create');
const deleteReason = operation('lossReason', 'delete');
const getReasons = operation('lossReason', 'getAll');
const updateReason = operation('lossReason', 'update');
const createPipeline = operation('pipeline', 'create');
const deletePipeline = operation('pipeline', 'delete');
const getPipelines = operation('pipeline', 'getAll');
const updatePipeline = operation('pipeline', 'update');
const createStage = operation('stage', 'create');
const deleteStage = operation('stage', 'delete');
const getStages = operation('stage', 'getAll');
const updateStage = operation('stage', 'update');
const createTag = operation('tag', 'create');
const getTags = operation('tag', 'getAll');
const complete = operation('task', 'complete');
const createTask = operation('task', 'create');
const getTask = operation('task', 'get');
const getTasks = operation('task', 'getAll');
const updateTask = operation('task', 'update');

const amo = new Emulated();

beforeAll(async () => await amo.open());
beforeEach(async () => await amo.enter());

const mapping = (value: IDataObject, matchingColumns: string[] = []) => ({
	mappingMode: 'defineBelow',
	value,
	matchingColumns,
});

const PHONE = 'PHONE';

async function phoneColumn(): Promise<string> {
	const { json } = await amo.read<{
		_embedded: { custom_fields: Array<{ id: number; code: string }> };
	}>('/contacts/custom_fields');
	return `cf_${json._embedded.custom_fields.find(({ code }) => code === PHONE)?.id}`;
}

it('pipelines and stages: made, read, changed and deleted', async () => {
	const needed = { name: 'Second', sort: 20, isMain: false, isUnsortedOn: true };
	const [pipeline] = (await amo.run(createPipeline, {
		...needed,
		additionalFields: { statuses: { rows: [{ name: 'New', sort: 10, color: '#fffeb2' }] } },
	})) as IDataObject[];
	expect(await amo.run(getPipelines, {})).toContainEqual(
		expect.objectContaining({ id: pipeline.id }),
	);
	expect(
		await amo.run(updatePipeline, { pipeline: pipeline.id, updateFields: { name: 'Other' } }),
	).toMatchObject([{ id: pipeline.id, name: 'Other' }]);

	const [stage] = (await amo.run(createStage, {
		pipeline: pipeline.id,
		name: 'Paid',
		sort: 30,
		additionalFields: {
			descriptions: { rows: [{ level: 'newbie', description: 'Money is here' }] },
		},
	})) as IDataObject[];
	expect(
		await amo.run(updateStage, {
			pipeline: pipeline.id,
			stage: stage.id,
			updateFields: { color: '#87f2c0' },
		}),
	).toMatchObject([{ id: stage.id, color: '#87f2c0' }]);
	expect(
		await amo.run(getStages, { pipeline: pipeline.id, with: ['descriptions'] }),
	).toContainEqual(expect.objectContaining({ id: stage.id, name: 'Paid' }));
	expect(await amo.run(deleteStage, { pipeline: pipeline.id, stage: stage.id })).toEqual([
		{ deleted: true, id: stage.id },
	]);
	expect(await amo.run(deletePipeline, { pipeline: pipeline.id })).toEqual([
		{ deleted: true, id: pipeline.id },
	]);
});

it('loss reasons: made, read, changed and deleted', async () => {
	const [reason] = (await amo.run(createReason, {
		name: 'Too dear',
		additionalFields: { sort: 10 },
	})) as IDataObject[];
	await amo.run(updateReason, { lossReason: reason.id, updateFields: { name: 'Dear' } });
	expect(await amo.run(getReasons, {})).toContainEqual(
		expect.objectContaining({ id: reason.id, name: 'Dear' }),
	);
	expect(await amo.run(deleteReason, { lossReason: reason.id })).toEqual([
		{ deleted: true, id: reason.id },
	]);
});

it('tasks: made, found, changed and completed', async () => {
	const [lead] = await amo.seed('leads', { name: 'A' });
	const [task] = (await amo.run(createTask, {
		text: 'Call',
		completeTill: '2026-01-31T10:00:00Z',
		additionalFields: { entityType: 'leads', entityId: lead, taskTypeId: 1, duration: 600 },
	})) as IDataObject[];
	expect(
		await amo.run(getTasks, {
			filters: { isCompleted: false, entityType: 'leads', entityIds: String(lead), taskTypes: [1] },
			order: { sort: { by: 'complete_till', direction: 'desc' } },
		}),
	).toMatchObject([{ id: task.id }]);
	await amo.run(updateTask, { task: task.id, updateFields: { text: 'Write' } });
	await amo.run(complete, { task: task.id, additionalFields: { resultText: 'Done' } });
	expect(await amo.run(getTask, { task: task.id })).toMatchObject([
		{ text: 'Write', is_completed: true, result: { text: 'Done' } },
	]);
});

it('tags: made, found, put on a card and taken off', async () => {
	const [lead] = await amo.seed('leads', { name: 'A' });
	const [tag] = (await amo.run(createTag, {
		cardType: 'leads',
		name: 'VIP',
		additionalFields: { color: '#FF8F92' },
	})) as IDataObject[];
	const filters = { name: 'VIP' };
	expect(await amo.run(getTags, { cardType: 'leads', filters })).toMatchObject([
		{ id: tag.id, color: 'ff8f92' },
	]);
	const on = { cardType: 'leads', card: lead };
	await amo.run(addTo, { ...on, tags: 'VIP, n8n' });
	await amo.run(removeFrom, { ...on, tags: 'VIP' });
	expect(await amo.run(getLeads, {})).toMatchObject([{ id: lead, tags: ['n8n'] }]);
});

it('links: made, read and taken away', async () => {
	const [first, second] = await amo.seed('leads', { name: 'A' }, { name: 'B' });
	const [contact] = await amo.seed('contacts', { name: 'Anna' });
	const to = (lead: string | number) => ({
		cardType: 'leads',
		card: lead,
		toType: 'contacts',
		linkedCard: contact,
	});
	const made = await amo.run(createLink, to(first), {
		...to(second),
		additionalFields: { isMain: true },
	});
	expect(made).toMatchObject([{ entity_id: first }, { entity_id: second }]);
	const filters = { toType: 'contacts', toId: String(contact) };
	expect(await amo.run(getLinks, { cardType: 'leads', card: first, filters })).toMatchObject([
		{ to_entity_id: contact, to_entity_type: 'contacts' },
	]);
	expect(await amo.run(deleteLink, to(first))).toMatchObject([{ deleted: true, entity_id: first }]);
	expect(await amo.run(getLinks, { cardType: 'leads', card: first })).toEqual([]);
});

it('leads with contacts and companies: made together, and as an incoming lead', async () => {
	const phone = await phoneColumn();
	const [made] = (await amo.run(createComplex, {
		fields: mapping({ name: 'A', tags: 'n8n' }),
		contactFields: mapping({ name: 'Anna', [phone]: '+79001234567' }),
		companyFields: mapping({ name: 'Acme' }),
		additionalFields: { metadata: { category: 'forms', form_id: 5, form_name: 'Site' } },
	})) as IDataObject[];
	expect(made).toEqual({
		id: expect.any(Number),
		contact_id: expect.any(Number),
		company_id: expect.any(Number),
		merged: false,
	});
});

describe('lists of leads: a filter that amoCRM takes finds the lead and not the other', () => {
	const seconds = (text: string) => Date.parse(text) / 1000;
	const wanted = {
		id: 501,
		name: 'Wanted',
		price: 20,
		status_id: 142,
		pipeline_id: 91,
		created_by: 71,
		updated_by: 72,
		responsible_user_id: 73,
		closed_at: seconds('2026-02-01T12:00:00Z'),
		closest_task_at: seconds('2026-02-01T12:00:00Z'),
		created_at: seconds('2026-02-01T12:00:00Z'),
		updated_at: seconds('2026-02-01T12:00:00Z'),
	};
	const other = {
		...mapValues(wanted, (value) => (typeof value === 'number' ? value + 1000 : value)),
		name: 'Other',
	};
	const days = ['closed', 'closestTask', 'created', 'updated'];

	it.each<IDataObject>([
		{ query: 'Wanted' },
		{ ids: '501' },
		{ name: 'Wanted' },
		{ pipelines: [91] },
		{ stages: ['91/142'] },
		{ priceTo: 20 },
		{ createdBy: [71] },
		{ updatedBy: [72] },
		{ responsibleUserIds: [73] },
	])('%j', async (filters) => {
		await amo.seed('leads', wanted, other);
		expect(await amo.run(getLeads, { filters })).toMatchObject([{ id: 501 }]);
	});

	it.each(days.flatMap((day) => [`${day}From`, `${day}To`]))('%s', async (name) => {
		const at = (day: string) => {
			const time = seconds(`${day}T12:00:00Z`);
			return { closed_at: time, closest_task_at: time, created_at: time, updated_at: time };
		};
		const [before, after] = await amo.seed('leads', at('2026-01-10'), at('2026-02-10'));
		const found = await amo.run(getLeads, { filters: { [name]: '2026-01-31' } });
		expect(found).toMatchObject([{ id: name.endsWith('To') ? before : after }]);
	});
});

describe('upserts', () => {
	it('find contacts by phone in a few requests, and never make one twice', async () => {
		const phone = await phoneColumn();
		const numbers = Array.from({ length: 600 }, (_, index) => String(9_000_000_000 + index));
		await amo.run(upsertContact, {
			fields: mapping({ name: 'Old', [phone]: `+7 (900) 000-00-05` }, [phone]),
		});
		amo.asked.length = 0;

		const items = numbers.map((number) => ({
			fields: mapping({ name: `Contact ${number}`, [phone]: `8${number}` }, [phone]),
		}));
		const first = (await amo.run(upsertContact, ...items)) as IDataObject[];
		const again = (await amo.run(upsertContact, ...items)) as IDataObject[];

		const words = (outcome: IDataObject[], word: string) =>
			outcome.filter(({ operation }) => operation === word).length;
		expect([words(first, 'created'), words(first, 'updated')]).toEqual([599, 1]);
		expect(words(again, 'updated')).toBe(600);
		expect(again.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
		expect(amo.asked.length).toBeLessThan(20);
	});

	it('find leads by name by a filter, or without one', async () => {
		await amo.seed('leads', { name: 'One', price: 1 });
		const run = async () =>
			await amo.run(
				upsertLead,
				{ fields: mapping({ name: ' One', price: 5 }, ['name']) },
				{ fields: mapping({ name: 'Two', price: 5 }, ['name']) },
			);

		expect(await run()).toMatchObject([{ operation: 'updated' }, { operation: 'created' }]);
		await amo.enter();
		await amo.seed('leads', { name: 'One', price: 1 });
		await amo.town.control.setFilterOption('alpha', false);
		expect(await run()).toMatchObject([{ operation: 'updated' }, { operation: 'created' }]);
	});
});
