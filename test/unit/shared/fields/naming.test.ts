import type { FieldDefinition } from '../../../../nodes/shared/fields/definition';
import { columnFinder, columnNames } from '../../../../nodes/shared/fields/naming';
import { problemOf } from '../../support/problem';

const text = (id: number, name: string, code?: string): FieldDefinition => ({
	id,
	name,
	code,
	type: 'text',
});

const namesOf = (fields: FieldDefinition[], native?: string[]) => [
	...columnNames(fields, native).values(),
];

const find = (fields: FieldDefinition[], name: string) =>
	columnFinder(fields, 'firm.amocrm.ru')(name)?.id;

describe('a column is called', () => {
	it.each<[string, string, FieldDefinition[], string[]]>([
		['by the code, which is the same everywhere', 'PHONE', [text(1, 'Телефон', 'PHONE')], []],
		['by the name where there is no code', 'Order number', [text(1, 'Order number')], []],
		['by name and id where every account has such a column', 'price (1)', [text(1, 'price')], []],
		['by name and id where the name is a number', '501 (1)', [text(1, '501')], []],
		['by name and id where the name looks like an old id', 'cf_7 (1)', [text(1, 'cf_7')], []],
		[
			'by name and id where keys of cards are called so',
			'custom_fields (1)',
			[text(1, 'custom_fields')],
			[],
		],
		[
			'by name and id where no object can have the key',
			'__proto__ (1)',
			[text(1, '__proto__')],
			[],
		],
		['by its id where it has no name', '(1)', [text(1, ' ')], []],
		['without what n8n evaluates', '{{ 1 }}', [text(1, '={{ 1 }}')], []],
		["without what ends n8n's own names of columns", "a']", [text(1, 'a"]')], []],
		['with dots and brackets as they are', 'Size [cm. x]', [text(1, 'Size [cm. x]')], []],
		['without backslashes, which n8n reads as signs', 'a/b', [text(1, 'a\\b')], []],
		['without double spaces and ends of lines', 'Order number', [text(1, ' Order \n number ')], []],
		['by all of a long name', 'n'.repeat(255), [text(1, 'n'.repeat(255))], []],
	])('%s: %s', (_why, name, fields) => {
		expect(namesOf(fields, ['name', 'price'])).toEqual([name]);
	});

	it('by name and id where it has twins', () => {
		const twins = [text(1, 'Size'), text(2, ' Size')];
		expect(namesOf(twins)).toEqual(['Size (1)', 'Size (2)']);
	});

	it('by name and id where its name is the code of another, which keeps it', () => {
		expect(namesOf([text(1, 'PHONE'), text(2, 'Телефон', 'PHONE')])).toEqual([
			'PHONE (1)',
			'PHONE',
		]);
	});

	it('by names that differ in case only', () => {
		expect(namesOf([text(1, 'Size'), text(2, 'SIZE')])).toEqual(['Size', 'SIZE']);
	});
});

it.each([
	['plain ones', [text(1, 'Order'), text(2, 'Телефон', 'PHONE')]],
	['twins', [text(1, 'Size'), text(2, 'Size')]],
	['names that are codes of others', [text(1, 'PHONE'), text(2, 'Телефон', 'PHONE')]],
	['names that only case tells apart', [text(1, 'Size'), text(2, 'size'), text(3, 'SIZE')]],
	['a field and another without a code of its name', [text(1, 'Size', 'SIZE'), text(2, 'Size')]],
	['numbers, of which one is the id of another', [text(501, 'Size'), text(7, '501')]],
	['texts that mean something to n8n', [text(1, '={{ 1 }}'), text(2, 'a"]'), text(3, 'a\\b')]],
	['a name that looks like one with an id', [text(12, 'Other'), text(3, 'Size (12)')]],
])('each column leads back to its field: %s', (_what, fields) => {
	for (const [field, name] of columnNames(fields, ['name']))
		expect(find(fields, name)).toBe(field.id);
});

describe('a field is found', () => {
	const fields = [text(812300, 'Order number'), text(5, 'Телефон', 'PHONE')];

	it.each([
		['the id of the mapper of old', 'cf_812300', 812300],
		['its id', '812300', 812300],
		['its code', 'PHONE', 5],
		['its name', 'Телефон', 5],
		['its code in small letters', 'phone', 5],
		['its name in other letters, with other spaces', ' order  NUMBER', 812300],
		[
			'its name with the id that told it from a twin in another account',
			'Order number (99)',
			812300,
		],
		['its name with an id, and with other letters', 'ORDER NUMBER (99)', 812300],
		['an old name with its id', 'Order no (812300)', 812300],
	])('by %s', (_how, name, id) => {
		expect(find(fields, name)).toBe(id);
	});

	it.each(['Order', 'cf_99', '99', 'Size (99)', '(99)', ''])('but not by "%s"', (name) => {
		expect(find(fields, name)).toBeUndefined();
	});

	it('by its id before another by a name that is this number', () => {
		expect(find([text(7, '501'), text(501, 'Size')], '501')).toBe(501);
	});

	it('exactly before it is found by a name that is only like it', () => {
		expect(find([text(1, 'SIZE'), text(2, 'Size')], 'Size')).toBe(2);
	});

	it('never by a guess', async () => {
		const twins = [text(1, 'SIZE'), text(2, 'Size')];
		const { message, details } = await problemOf(() => find(twins, 'size'));
		expect(message).toBe('The account firm.amocrm.ru has 2 fields "size".');
		expect(details.hint).toBe('Say which: "SIZE (1)" or "Size (2)".');
	});
});
