import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';

import { Emulated } from './emulated';
import { CARDS, samplesOn } from './ownFields';
import { createCards, getCard, updateCards } from '../../../nodes/AmoCrm/cards/operations';
import type { Sample } from '../shared/fields/samples';

/** What amoCRM shows of it: a day is a midnight of the account. */
const keptOf = ({ type, read, simple }: Sample) => {
	if (type !== 'date' && type !== 'birthday') return read;
	const zone = amo.town.account.timeZone;
	return [{ value: DateTime.fromISO(String(simple), { zone }).toSeconds() }];
};

const FIELD = 77;

const amo = new Emulated();

beforeAll(async () => await amo.open());
beforeEach(async () => {
	await amo.enter();
	await amo.patch('/customers/mode', { mode: 'segments', is_enabled: true });
	await amo.seed('catalogs', { id: 9, name: 'Goods', type: 'regular', can_add_elements: true });
});

it('every type is on some card', () => {
	const types = CARDS.flatMap(({ on }) => samplesOn(on)).map(({ type }) => type);
	expect(new Set(types).size).toBe(25);
});

describe.each(CARDS)('$on', ({ card, on }) => {
	const create = createCards(card);
	const get = getCard(card);
	const update = updateCards(card);

	const field = async ({ type, enums = null, nested = null }: Sample) =>
		await amo.seed(`${on}/custom_fields`, {
			id: FIELD,
			name: 'Field',
			code: null,
			type,
			sort: 1,
			enums,
			nested,
		});

	const one = async (running: Promise<unknown[]>) => {
		const [output] = (await running) as IDataObject[];
		expect(output).toEqual(expect.objectContaining({ id: expect.any(Number) }));
		return output;
	};

	const made = async (value: IDataObject) =>
		await one(
			amo.run(create, {
				catalog: 9,
				fields: { mappingMode: 'defineBelow', value: { name: 'A card', ...value } },
			}),
		);

	const read = async (id: IDataObject[string], simplify: boolean) =>
		await one(amo.run(get, { catalog: 9, [card.name]: id, simplify }));

	const valuesOf = async (id: IDataObject[string]) => {
		const { custom_fields_values: fields } = await read(id, false);
		return (fields as IDataObject[] | null)?.map(({ values }) => values);
	};

	/** The input item with all its fields, as n8n maps it automatically. */
	const automatic = (json: IDataObject, parameters: IDataObject = {}) => [
		{
			parameters: {
				catalog: 9,
				...parameters,
				fields: { mappingMode: 'autoMapInputData', value: null },
			},
			json,
		},
	];

	it.each(samplesOn(on))('$type: what is read can be written back', async (sample) => {
		await field(sample);
		const { id } = await made({ [`cf_${FIELD}`]: sample.simple as IDataObject });
		const simple = await read(id, true);
		expect(simple.custom_fields).toEqual({ Field: sample.simple });
		expect(await valuesOf(id)).toEqual([keptOf(sample)]);

		const copy = await one(amo.runOn(create, automatic(simple)));
		expect(await valuesOf(copy.id)).toEqual([keptOf(sample)]);

		const empty = await made({});
		await one(amo.runOn(update, automatic(simple, { [card.name]: empty.id })));
		expect(await valuesOf(empty.id)).toEqual([keptOf(sample)]);
	});
});
