import { dayOf } from '../state/zones';
import { flag, integer, text, wrongType, type Check } from './checks';
import { labelled, options } from './fieldOptions';
import {
	chainedList,
	file,
	readFile,
	invoiceItem,
	legalEntity,
	linkedEntity,
	payer,
	readItem,
	supplier,
} from './fieldParts';
import { plain, type ValueKind } from './valueKind';

/** Types of custom fields. amocrm.ru/developers: crm/custom-fields. */
const CARDS = ['leads', 'contacts', 'companies', 'customers'];
const CATALOG = ['catalogs'];
const ALL = [...CARDS, ...CATALOG, 'customers/segments'];
const EXCEPT_CUSTOMERS = ['leads', 'contacts', 'companies'];

const decimal: Check = (value, path) => {
	if (typeof value === 'number') return [];
	if (typeof value !== 'string') return wrongType(path, 'string');
	return /^-?\d+([.,]\d+)?$/.test(value) ? [] : wrongType(path, 'numeric');
};

const readDecimal: ValueKind['read'] = ({ value }) => ({ value: String(value).replace(',', '.') });

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Seconds before 1970 are refused, the same date as text is taken: github.com/amocrm/amocrm-api-php, issue 85. */
const date: Check = (value, path, context) => {
	if (typeof value === 'number') return integer({ min: 0 })(value, path, context);
	const isText = typeof value === 'string' && RFC_3339.test(value);
	return isText && !Number.isNaN(Date.parse(value)) ? [] : wrongType(path, 'timestamp');
};

const secondsOf = (value: unknown): number =>
	typeof value === 'number' ? value : Math.floor(Date.parse(String(value)) / 1000);

const readMoment: ValueKind['read'] = ({ value }) => ({ value: secondsOf(value) });

/** A day is the midnight with which it began in the account: github.com/amocrm/amocrm-api-php, issues 339 and 402. */
const readDay: ValueKind['read'] = ({ value }, _field, { info }) => ({
	value: dayOf(info.timeZone, secondsOf(value)),
});

const ADDRESS_PARTS = ['address_line_1', 'address_line_2', 'city', 'state', 'zip', 'country'].map(
	(value, index) => ({ id: index + 1, value, sort: index }),
);

export const VALUE_KINDS: Record<string, ValueKind> = {
	text: plain(ALL, text()),
	textarea: plain(ALL, text()),
	streetaddress: plain(ALL, text()),
	url: plain(ALL, text()),
	numeric: plain(ALL, decimal, readDecimal),
	monetary: plain(CARDS, decimal, readDecimal),
	price: plain(CATALOG, decimal, readDecimal),
	checkbox: plain(ALL, flag),
	date: plain(ALL, date, readDay),
	date_time: plain(ALL, date, readMoment),
	birthday: plain(EXCEPT_CUSTOMERS, date, readDay),
	select: options(ALL, { most: 1 }),
	radiobutton: options(ALL, { most: 1 }),
	multiselect: options(ALL, { most: Infinity }),
	category: options(CATALOG, { most: 1, isTree: true }),
	multitext: {
		...labelled(['contacts', 'companies'], ({ enums }) => enums ?? [], false),
		hasEnums: true,
	},
	smart_address: labelled(EXCEPT_CUSTOMERS, () => ADDRESS_PARTS, true),
	legal_entity: { ...plain(EXCEPT_CUSTOMERS, legalEntity), most: Infinity },
	tracking_data: plain(['leads'], text()),
	linked_entity: plain(CATALOG, linkedEntity),
	chained_list: {
		on: ['leads', 'customers'],
		most: 5,
		check: (value, path, _field, context) => chainedList(value, path, context),
		read: (value) => ({ ...value }),
	},
	items: { ...plain(CATALOG, invoiceItem, readItem), most: Infinity },
	file: plain([...CARDS, ...CATALOG], file, readFile),
	payer: plain(CATALOG, payer),
	supplier: plain(CATALOG, supplier),
};

/** The types that a card, or an element of one list (`catalogs/12`), can have. */
export function typesOn(card: string): string[] {
	const family = card.startsWith('catalogs/') ? 'catalogs' : card;
	return Object.keys(VALUE_KINDS).filter((type) => VALUE_KINDS[type].on.includes(family));
}
