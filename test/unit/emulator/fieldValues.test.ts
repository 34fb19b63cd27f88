import { Writer } from './support';

const writer = new Writer();
const { complaint, patch, post, read } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

describe('values of custom fields', () => {
	it.each([
		['text', { value: 5 }],
		['numeric', { value: 'many' }],
		['checkbox', { value: 'yes' }],
		['date', { value: '24.11.2025' }],
		['date', { value: -157593600 }],
		['smart_address', { value: 'Berlin' }],
		['legal_entity', { value: { vat_id: '1' } }],
		['text', { value: 'x', enum_id: 1 }],
	])('%s refuses %j', async (type, written) => {
		const { id } = await writer.addField('leads', { type });
		const item = { custom_fields_values: [{ field_id: id, values: [written] }] };
		expect(await complaint('/leads', item)).toHaveLength(1);
	});

	it('selects know their options by text, id and code', async () => {
		const field = await writer.addField('leads', {
			type: 'select',
			enums: [{ value: 'Red', code: 'RED' }, { value: 'Blue' }],
		});
		const shown = { value: 'Red', enum_id: field.enums[0].id, enum_code: 'RED' };
		for (const written of [{ value: 'Red' }, { enum_id: shown.enum_id }, { enum_code: 'RED' }]) {
			const { json } = await post('/leads', [
				{ custom_fields_values: [{ field_id: field.id, values: [written] }] },
			]);
			const { id } = json._embedded.leads[0];
			const lead = await read(`/leads/${String(id)}`);
			expect(lead.json.custom_fields_values).toMatchObject([{ values: [shown] }]);
		}
		const green = { custom_fields_values: [{ field_id: field.id, values: [{ value: 'Green' }] }] };
		expect(await complaint('/leads', green)).toHaveLength(1);
	});

	it('are replaced field by field, and cleared by null', async () => {
		const phone = (value: string) => ({
			field_code: 'PHONE',
			values: [{ value, enum_code: 'WORK' }],
		});
		const email = { field_code: 'EMAIL', values: [{ value: 'a@b.example', enum_code: 'WORK' }] };
		const { json } = await post('/contacts', [{ custom_fields_values: [phone('1'), email] }]);
		const path = `/contacts/${String(json._embedded.contacts[0].id)}`;
		await patch(path, { custom_fields_values: [phone('2')] });
		const clear = { field_code: 'EMAIL', values: null };
		await patch(path, { custom_fields_values: [clear] });
		expect((await read(path)).json.custom_fields_values).toEqual([
			expect.objectContaining({
				field_code: 'PHONE',
				values: [{ value: '2', enum_id: expect.any(Number), enum_code: 'WORK' }],
			}),
		]);
		await patch(path, { custom_fields_values: [{ field_code: 'PHONE', values: [] }] });
		expect((await read(path)).json.custom_fields_values).toBeNull();
	});
});
