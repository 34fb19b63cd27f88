import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { Emulated } from './emulated';
import {
	createCards,
	getCard,
	listCards,
	updateCards,
} from '../../../nodes/AmoCrm/cards/operations';
import { contact } from '../../../nodes/AmoCrm/resources/contact';
import { lead } from '../../../nodes/AmoCrm/resources/lead';

const amo = new Emulated();

beforeAll(async () => await amo.open());

const [create, get, update] = [createCards(contact), getCard(contact), updateCards(contact)];

const FIELDS = [
	{ id: 7001, name: 'Met', type: 'date' },
	{ id: 7002, name: 'Born', type: 'birthday' },
	{ id: 7003, name: 'Called', type: 'date_time' },
];

const dayOf = fc
	.date({ min: new Date('1930-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
	.map((date) => date.toISOString().slice(0, 10));

const momentOf = fc
	.integer({ min: 0, max: 2_500_000_000 })
	.map((seconds) => new Date(seconds * 1000).toISOString().replace('.000', ''));

const seedFields = async (on: string) => {
	for (const field of FIELDS) await amo.seed(`${on}/custom_fields`, { ...field, code: null });
};

/** The rule that the emulator keeps days by is that of PHP#402. */
describe.each([
	'Pacific/Pago_Pago',
	'America/Sao_Paulo',
	'Europe/Moscow',
	'Pacific/Auckland',
	'Pacific/Tongatapu',
])('in an account in %s', (zone) => {
	it('what is written is read, and stays so when it is read and written again', async () => {
		await amo.enter(zone);
		await seedFields('contacts');
		await fc.assert(
			fc.asyncProperty(dayOf, dayOf, momentOf, async (met, born, called) => {
				const custom_fields = { Met: met, Born: born, Called: called };
				const [made] = (await amo.run(create, {
					fields: { mappingMode: 'defineBelow', value: { name: 'A', ...custom_fields } },
				})) as IDataObject[];
				const read = async (simplify: boolean) => {
					const [card] = await amo.run(get, { contact: made.id, simplify });
					return card as IDataObject;
				};
				expect((await read(true)).custom_fields).toEqual(custom_fields);
				for (const simplify of [true, false]) {
					const parameters = {
						contact: made.id,
						fields: { mappingMode: 'autoMapInputData', value: null },
					};
					await amo.runOn(update, [{ parameters, json: await read(simplify) }]);
					expect((await read(true)).custom_fields).toEqual(custom_fields);
				}
			}),
			{ numRuns: 15 },
		);
	});

	it('a date field is asked for by its day', async () => {
		await amo.enter(zone);
		await seedFields('leads');
		const days = ['2026-01-30', '2026-01-31', '2026-02-01'];
		await amo.run(
			createCards(lead),
			...days.map((Met) => ({
				fields: { mappingMode: 'defineBelow', value: { name: Met, Met } },
			})),
		);
		const found = async (row: IDataObject) => {
			const filters = {
				customFields: { rows: [{ field: 7001, value: '', from: '', to: '', ...row }] },
			};
			const leads = await amo.run(listCards(lead), { returnAll: true, filters });
			if (typeof leads[0] === 'string') throw new Error(leads[0]);
			return (leads as IDataObject[]).map(({ name }) => name).sort();
		};
		expect(await found({ value: '31.01.2026' })).toEqual(['2026-01-31']);
		expect(await found({ from: '2026-01-31' })).toEqual(['2026-01-31', '2026-02-01']);
		expect(await found({ from: '2026-01-30', to: '2026-01-31' })).toEqual(days.slice(0, 2));
	});
});
