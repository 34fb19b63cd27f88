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
	).toEqual({ id: 1, tags: ['VIP'], contacts: [31], custom_fields: {} });
});
