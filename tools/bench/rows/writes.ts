import type { IDataObject } from 'n8n-workflow';
import {
	amoCrm,
	createLeads,
	createLeadsAsTheyCome,
	editFields,
	updateLeads,
	upsertContacts,
} from '../nodes';
import { requestsFor } from '../pace';
import { count, type Figure, type Row } from '../row';
import type { BenchStage, Ground } from '../stage';
import { figuresOf, runOnce } from './runs';

export const leadItems = (amount: number): IDataObject[] =>
	Array.from({ length: amount }, (_, index) => ({ name: `Order ${index}`, price: index }));

/** What n8n itself takes for the same expressions, when no request is made. */
async function n8nAlone(
	stage: BenchStage,
	ground: Ground,
	items: IDataObject[],
	names: string[],
): Promise<Figure> {
	const { seconds } = await runOnce(stage, ground, editFields(...names), items);
	return { what: "n8n's Edit Fields on the same items", unit: 's', value: seconds };
}

export const createRow = (amount: number, time?: number): Row => ({
	work: `create ${count(amount)} leads from ${count(amount)} items, nothing configured for speed`,
	async run(stage) {
		const ground = await stage.newGround();
		const items = leadItems(amount);
		const create = async (parameters: IDataObject) =>
			await runOnce(stage, ground, amoCrm(ground.credential, parameters), items);
		const allowance = { fewest: requestsFor(amount), time };
		return {
			figures: [
				...figuresOf(await create(createLeads), allowance),
				await n8nAlone(stage, ground, items, ['name', 'price']),
				...figuresOf(await create(createLeadsAsTheyCome), allowance).map((figure) => ({
					...figure,
					what: `mapped automatically: ${figure.what}`,
				})),
			],
			notes: [
				'Two fields are mapped, each by an expression that only refers to the input; the node follows it by itself, Edit Fields asks n8n.',
			],
		};
	},
});

export const updateRow = (amount: number): Row => ({
	work: `update ${count(amount)} leads`,
	async run(stage) {
		const ground = await stage.newGround();
		const ids = await stage.seed(ground, 'leads', amount, (index) => ({ name: `Old ${index}` }));
		const items = leadItems(amount).map((item, index) => ({ ...item, id: ids[index] }));
		const run = await runOnce(stage, ground, amoCrm(ground.credential, updateLeads), items);
		return {
			figures: [
				...figuresOf(run, { fewest: requestsFor(amount), requests: 1.2, time: 1.25 }),
				await n8nAlone(stage, ground, items, ['name', 'price', 'id']),
			],
		};
	},
});

const emailOf = (index: number) => `person${index}@example.com`;

async function emailField({ emulator }: BenchStage, { account }: Ground): Promise<number> {
	const fields = await emulator.entities(account.subdomain, 'contacts/custom_fields');
	return Number(fields.find(({ code }) => code === 'EMAIL')?.id);
}

export const upsertRow = (amount: number): Row => ({
	work: `create or update ${count(amount)} contacts by their e-mail, half of them existing`,
	async run(stage) {
		const ground = await stage.newGround();
		const fieldId = await emailField(stage, ground);
		const existing = Math.floor(amount / 2);
		await stage.seed(ground, 'contacts', existing, (index) => ({
			name: `Old ${index}`,
			custom_fields_values: [
				{
					field_id: fieldId,
					field_name: 'Email',
					field_code: 'EMAIL',
					field_type: 'multitext',
					values: [{ value: emailOf(index) }],
				},
			],
		}));
		const items = Array.from({ length: amount }, (_, index) => ({
			name: `Person ${index}`,
			email: emailOf(index),
		}));
		const node = amoCrm(ground.credential, upsertContacts(`cf_${fieldId}`));
		const run = await runOnce(stage, ground, node, items);
		const fewest = 2 * requestsFor(existing) + requestsFor(amount - existing);
		return {
			figures: [
				...figuresOf(run, { fewest, requests: 1.2, time: 1.25 }),
				await n8nAlone(stage, ground, items, ['name', 'email']),
			],
			notes: [
				'The fewest possible requests: those that read the contacts there are, those that change them, and those that create the others.',
			],
		};
	},
});
