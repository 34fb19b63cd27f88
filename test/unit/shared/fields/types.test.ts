import { DateTime } from 'luxon';

import type { FieldDefinition } from '../../../../nodes/shared/fields/definition';
import { kindOf } from '../../../../nodes/shared/fields/types';
import { problemOf } from '../../support/problem';

const SIZES = [
	{ id: 21, value: 'Big', code: 'BIG' },
	{ id: 22, value: 'Small, or so' },
	{ id: 23, value: 'Other' },
	{ id: 24, value: 'Other' },
];

const KINDS = [
	{ id: 5, value: 'WORK' },
	{ id: 6, value: 'MOB' },
];

const ENUMS: Record<string, FieldDefinition['enums']> = {
	select: SIZES,
	multiselect: SIZES,
	multitext: KINDS,
};

const fieldOf = (type: string): FieldDefinition => ({
	id: 1,
	name: 'My field',
	type,
	enums: ENUMS[type],
});

/** The workflow runs in Moscow, the account in São Paulo: neither is UTC, nor the other. */
const ZONES = { zone: 'Europe/Moscow', accountZone: 'America/Sao_Paulo' };

const encode = (type: string, given: unknown) => kindOf(type).encode(given, fieldOf(type), ZONES);

const inMoscow = (text: string) => DateTime.fromISO(text, { zone: ZONES.zone });

/** As amoCRM keeps the day. */
const atMidnight = (day: string) => DateTime.fromISO(day, { zone: ZONES.accountZone }).toSeconds();

it.each<[type: string, given: unknown, written: unknown[]]>([
	['text', 5, [{ value: '5' }]],
	['text', '[1]', [{ value: '[1]' }]],
	['numeric', '1 000,5', [{ value: '1000.5' }]],
	['numeric', -2, [{ value: '-2' }]],
	['numeric', '12345678901234567890', [{ value: '12345678901234567890' }]],
	['checkbox', 'да', [{ value: true }]],
	['checkbox', 0, [{ value: false }]],
	// The last second of January in New York is the first of February in Moscow.
	['date', '2026-01-31T23:30:00-05:00', [{ value: atMidnight('2026-02-01') }]],
	['date', inMoscow('2026-01-31'), [{ value: atMidnight('2026-01-31') }]],
	['date', '31.01.2026', [{ value: atMidnight('2026-01-31') }]],
	// amoCRM's own form is given back as it is, of whatever year.
	['date', [{ value: 2_592_000 }], [{ value: 2_592_000 }]],
	['birthday', '1965-01-03', [{ value: '1965-01-03T03:00:00Z' }]],
	['date_time', '2026-01-31T10:00', [{ value: 1769842800 }]],
	['date_time', '2026-01-31T10:00:00+03:00', [{ value: 1769842800 }]],
	['date_time', inMoscow('2026-01-31T10:00'), [{ value: 1769842800 }]],
	['date_time', 1769842800000, [{ value: 1769842800 }]],
	['select', 'big', [{ enum_id: 21 }]],
	['select', 'BIG', [{ enum_id: 21 }]],
	['select', '22', [{ enum_id: 22 }]],
	['select', 'Other (24)', [{ enum_id: 24 }]],
	['select', { enum: 'BIG' }, [{ enum_code: 'BIG' }]],
	['multiselect', 'Big, 22', [{ enum_id: 21 }, { enum_id: 22 }]],
	['multiselect', 'Small, or so', [{ enum_id: 22 }]],
	['multiselect', '["Small, or so","Big"]', [{ enum_id: 22 }, { enum_id: 21 }]],
	['multitext', '+7 900, ', [{ value: '+7 900', enum_code: 'WORK' }]],
	[
		'multitext',
		'+7 900 123-45-67, доб. 12, 8 800 555-35-35,, #3, 2-34-56',
		[
			{ value: '+7 900 123-45-67, доб. 12', enum_code: 'WORK' },
			{ value: '8 800 555-35-35, #3', enum_code: 'WORK' },
			{ value: '2-34-56', enum_code: 'WORK' },
		],
	],
	[
		'multitext',
		['+7 900 123-45-67', '102'],
		['+7 900 123-45-67', '102'].map((value) => ({ value, enum_code: 'WORK' })),
	],
	[
		'multitext',
		'102, 103, 79001234567@mail.ru, a1@b.ru, 5',
		['102', '103', '79001234567@mail.ru', 'a1@b.ru', '5'].map((value) => ({
			value,
			enum_code: 'WORK',
		})),
	],
	['multitext', { value: '+7 900', kind: 'mob' }, [{ value: '+7 900', enum_code: 'MOB' }]],
	['multitext', [{ value: '+7 900', enum_id: 6 }], [{ value: '+7 900', enum_code: 'MOB' }]],
	[
		'multitext',
		[{ value: '+7 900', enum_id: 6, enum: 'MOB' }],
		[{ value: '+7 900', enum_code: 'MOB' }],
	],
	['smart_address', 'Tverskaya 1', [{ value: 'Tverskaya 1', enum_code: 'address_line_1' }]],
	[
		'smart_address',
		[
			{ value: 'Berlin', enum_id: 3 },
			{ value: 'DE', enum: 'country', enum_id: 6 },
		],
		[
			{ value: 'Berlin', enum_code: 'city' },
			{ value: 'DE', enum_code: 'country' },
		],
	],
	['smart_address', '{"city":"Berlin","zip":null}', [{ value: 'Berlin', enum_code: 'city' }]],
	['legal_entity', 'ACME', [{ value: { name: 'ACME' } }]],
	['payer', 'Ivan', [{ value: { name: 'Ivan' } }]],
	['supplier', '521717', [{ value: { entity_id: 521717 } }]],
	['supplier', { entity_id: 5, name: 'Us', vat_id: '1' }, [{ value: { entity_id: 5 } }]],
	['file', '3b454645', [{ value: { file_uuid: '3b454645' } }]],
	['items', '[{"quantity":2}]', [{ value: { quantity: 2 } }]],
	['text', [{ value: null }], []],
	['multiselect', ' , ', []],
	['smart_address', { city: '' }, []],
])('%s takes %j', (type, given, written) => {
	expect(encode(type, given)).toEqual(written);
});

it.each<[type: string, given: unknown, wanted: string]>([
	['text', { a: 1 }, 'a text'],
	['text', ['a', 'b'], 'only one'],
	// Its digits were lost before it came here: another card has the number that is left.
	['text', 12345678901234567000, 'a text'],
	['multitext', { number: '+7 900' }, 'texts, or a list'],
	['multitext', [{ value: { number: '+7 900' } }], 'texts, or a list'],
	// Its digits were lost before it came here: another card has the number that is left.
	['text', 12345678901234567000, 'a text'],
	['multitext', { number: '+7 900' }, 'texts, or a list'],
	['multitext', [{ value: { number: '+7 900' } }], 'texts, or a list'],
	['numeric', 'many', 'a number'],
	['checkbox', 'perhaps', 'true or false'],
	['numeric', '1,234', 'a number'],
	['date', '20260131', 'a date such as 2026-01-31'],
	['date_time', 'soon', '2026-01-31T10:00:00+03:00'],
	['select', 'Huge', 'one of: Big, Small, or so, Other (23), Other (24)'],
	['select', 'Other', 'Other (23), Other (24)'],
	['multiselect', ['Big', 'Huge'], 'one of: Big'],
	['multitext', { value: '+7 900', kind: 'PAGER' }, 'one of the kinds WORK, MOB'],
	['smart_address', { town: 'Berlin' }, 'address_line_1, address_line_2, city'],
	['smart_address', ['Berlin'], 'address_line_1'],
	['legal_entity', { vat_id: '1' }, '"name"'],
	['payer', {}, '"name"'],
	['supplier', 'us', '"entity_id"'],
	['file', { file_name: 'a.txt' }, '"file_uuid"'],
	['linked_entity', { entity_id: 1 }, '"entity_type"'],
	['chained_list', [{ catalog_id: 1 }], '"catalog_element_id"'],
	['items', 'apples', '"unit_price"'],
])('%s refuses %j and says what it takes', async (type, given, wanted) => {
	const problem = await problemOf(() => encode(type, given));
	expect(problem).toMatchObject({ code: 'badInput' });
	expect(problem.message).toContain('"My field"');
	expect(problem.details.hint).toContain(wanted);
});

it.each<[type: string, read: Array<Record<string, unknown>>, simple: unknown]>([
	['date_time', [{ value: -1 }], '1969-12-31T23:59:59Z'],
	['numeric', [{ value: '12345678901234567890' }], '12345678901234567890'],
	['numeric', [{ value: '7 or 8' }], '7 or 8'],
	['numeric', [{ value: '0.12345678901234567890' }], '0.12345678901234567890'],
	['numeric', [{ value: '1.50' }], 1.5],
	['numeric', [{ value: '0.12345678901234567890' }], '0.12345678901234567890'],
	['numeric', [{ value: '1.50' }], 1.5],
	['checkbox', [{ value: '1' }], true],
	['multitext', [{ value: 'a', enum_id: 5, enum: 'WORK' }], [{ value: 'a', kind: 'WORK' }]],
	['smart_address', [{ value: 'Berlin', enum_id: 3, enum: 'city' }], { city: 'Berlin' }],
	['text', [{ value: 'a' }, { value: 'b' }], ['a', 'b']],
	['text', [], null],
])('%s is read from %j', (type, read, simple) => {
	expect(kindOf(type).decode(read, ZONES.accountZone)).toEqual(simple);
});
