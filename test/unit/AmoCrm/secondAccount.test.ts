import type { IDataObject } from 'n8n-workflow';

import { Emulated } from './emulated';
import { CARDS, samplesOn } from './ownFields';
import { operation } from './operation';
import type { Card } from '../../../nodes/AmoCrm/cards/card';
import { mapperOf } from '../../../nodes/AmoCrm/cards/columns';
import type { Sample } from '../shared/fields/samples';

const amo = new Emulated();

beforeAll(async () => await amo.open());

const renumbered = (options: Sample['enums'], base: number) =>
	options?.map((option) => ({ ...option, id: option.id + base })) ?? null;

/** Another account: every id of a field and of an option begins with another number. */
async function enter(on: string, base: number, rename = (name: string) => name): Promise<void> {
	await amo.enter();
	await amo.patch('/customers/mode', { mode: 'segments', is_enabled: true });
	await amo.seed('catalogs', { id: 9, name: 'Goods', type: 'regular', can_add_elements: true });
	const fields = samplesOn(on).map(({ type, enums, nested }, index) => ({
		id: base + index,
		name: rename(`Own ${type}`),
		code: null,
		type,
		sort: 1,
		enums: renumbered(enums, base),
		nested: renumbered(nested, base),
	}));
	const coded = {
		id: base + 900,
		name: `Coded in ${base}`,
		code: 'MY_CODE',
		type: 'text',
		sort: 1,
	};
	const plain = { id: base + 901, name: rename('External ID'), code: null, type: 'text', sort: 1 };
	await amo.seed(`${on}/custom_fields`, ...fields, coded, plain);
}

/** The form that the editor shows for this account, filled in by hand. */
async function fillIn(card: Card, on: string): Promise<IDataObject> {
	const chosen: IDataObject = { '@version': 1.1, operation: 'create', catalog: 9 };
	const { fields } = await mapperOf(card).load(amo.session, (name) => chosen[name]);
	const columnOf = (label: string) => {
		const column = fields.find(({ displayName }) => displayName === label);
		return String(column?.id);
	};
	return Object.fromEntries([
		['name', 'A card'],
		...samplesOn(on).map(({ type, simple }) => [columnOf(`Own ${type}`), simple]),
		[columnOf('Coded in 1000'), 'by code'],
		[columnOf('External ID'), 'E-1'],
	]) as IDataObject;
}

const custom = async (card: Card) => {
	const [{ custom_fields: fields }] = (await amo.run(operation(card.name, 'getAll'), {
		catalog: 9,
		returnAll: true,
		simplify: true,
	})) as Array<{ custom_fields: IDataObject }>;
	return fields;
};

const form = (value: IDataObject, matchingColumns: string[] = []) => ({
	catalog: 9,
	fields: { mappingMode: 'defineBelow', value, matchingColumns },
});

it('every type is on some card', () => {
	const types = CARDS.flatMap(({ on }) => samplesOn(on)).map(({ type }) => type);
	expect(new Set(types).size).toBe(25);
});

describe.each(CARDS)('a form of $on that was filled in for one account', ({ card, on }) => {
	const created = [expect.objectContaining({ id: expect.any(Number) })];
	const expected = (coded: string, name = (text: string) => text) => ({
		...Object.fromEntries(samplesOn(on).map(({ type, simple }) => [name(`Own ${type}`), simple])),
		[coded]: 'by code',
		[name('External ID')]: 'E-1',
	});

	it.each([
		['where all ids differ', (name: string) => name],
		['where names are written in other letters', (name: string) => ` ${name.toUpperCase()}`],
	])('writes the same in another, %s', async (_where, rename) => {
		await enter(on, 1000);
		const value = await fillIn(card, on);
		expect(await amo.run(operation(card.name, 'create'), form(value))).toEqual(created);
		expect(await custom(card)).toEqual(expected('Coded in 1000'));

		await enter(on, 5000, rename);
		expect(await amo.run(operation(card.name, 'create'), form(value))).toEqual(created);
		expect(await custom(card)).toEqual(expected('Coded in 5000', rename));
	});

	it('finds cards of another by the same columns', async () => {
		await enter(on, 1000);
		const value = await fillIn(card, on);
		await enter(on, 5000);
		const [made] = (await amo.run(operation(card.name, 'create'), form(value))) as IDataObject[];
		for (const column of ['External ID', 'MY_CODE']) {
			const changed = form({ [column]: value[column], name: `By ${column}` }, [column]);
			expect(await amo.run(operation(card.name, 'upsert'), changed)).toEqual([
				expect.objectContaining({ id: made.id, operation: 'updated' }),
			]);
		}
	});

	it('says which field another lacks', async () => {
		await enter(on, 1000);
		const problems = await amo.run(operation(card.name, 'create'), form({ 'Order number': 1 }));
		expect(problems).toEqual(['The account alpha.amocrm.ru has no field "Order number".']);
	});
});
