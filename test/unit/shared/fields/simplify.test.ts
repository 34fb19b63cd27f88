import type { IDataObject } from 'n8n-workflow';

import { simplifyCard } from '../../../../nodes/shared/fields/simplify';

const text = (field_id: number, field_name: string, value: string) => ({
	field_id,
	field_name,
	field_type: 'text',
	values: [{ value }],
});

it('shows fields by name, and those of one name apart', () => {
	const { custom_fields } = simplifyCard({
		custom_fields_values: [text(1, 'Size', 'Big'), text(2, 'Hue', 'Red'), text(3, 'Size', 'XL')],
	});
	expect(custom_fields).toEqual({ 'Size (1)': 'Big', Hue: 'Red', 'Size (3)': 'XL' });
});

it('keeps links as ids, and nothing that only programs read', () => {
	expect(
		simplifyCard({
			id: 1,
			custom_fields_values: null,
			_links: { self: { href: 'x' } },
			_embedded: { tags: [{ id: 7, name: 'VIP' }], contacts: [{ id: 31, is_main: true }] },
		}),
	).toEqual({ id: 1, tags: ['VIP'], contacts: [31], main_contact: 31, custom_fields: {} });
});

describe('what Include asked for', () => {
	const simplified = (embedded: IDataObject) =>
		simplifyCard({ id: 1, custom_fields_values: null, _embedded: embedded });

	it.each([
		[
			'which contact is the main one',
			{
				contacts: [
					{ id: 31, is_main: false },
					{ id: 32, is_main: true },
				],
			},
			{ contacts: [31, 32], main_contact: 32 },
		],
		[
			'nothing of a main contact where none is told of',
			{ contacts: [{ id: 31 }] },
			{ contacts: [31] },
		],
		[
			// A list on the wire, an object in the documentation.
			'the name of the loss reason',
			{ loss_reason: [{ id: 5, name: 'Too expensive', sort: 1, _links: {} }] },
			{ loss_reason: [5], loss_reason_name: 'Too expensive' },
		],
		[
			'the name of the loss reason that is no list',
			{ loss_reason: { id: 5, name: 'Too expensive' } },
			{ loss_reason: [5], loss_reason_name: 'Too expensive' },
		],
		['no loss reason where there is none', { loss_reason: [] }, { loss_reason: [] }],
		[
			'the source',
			{ source: { id: 8, name: 'Site', _links: {} } },
			{ source: { id: 8, name: 'Site' } },
		],
		['no source where there is none', { source: null }, {}],
		[
			'the list, quantity and price of elements',
			{
				catalog_elements: [
					{ id: 71, metadata: { quantity: 2, catalog_id: 7, price_id: null }, _links: {} },
				],
			},
			{
				catalog_elements: [71],
				linked_elements: [{ id: 71, quantity: 2, catalog_id: 7, price_id: null }],
			},
		],
	])('keeps %s', (_what, embedded, expected) => {
		expect(simplified(embedded)).toEqual({ id: 1, ...expected, custom_fields: {} });
	});
});
