import { groupBy } from 'lodash';

import { catalogElement } from '../../nodes/AmoCrm/resources/catalogElement';
import { company } from '../../nodes/AmoCrm/resources/company';
import { contact } from '../../nodes/AmoCrm/resources/contact';
import { customer } from '../../nodes/AmoCrm/resources/customer';
import { lead } from '../../nodes/AmoCrm/resources/lead';
import { segment } from '../../nodes/AmoCrm/resources/segment';
import {
	assignFields,
	encodeCard,
	type EmptyValues,
	type Given,
} from '../../nodes/shared/fields/encode';
import type { NativeField } from '../../nodes/shared/fields/native';
import { fieldTypes } from '../../nodes/shared/fields/types';
import { code, row } from './markdown';

const HEAD = `# Values

[README](../README.md) · На русском: [values.ru.md](values.ru.md)

Made by \`npm run docs\` from the code that reads them; do not edit by hand.

A value means the same whether a person types it or an expression returns it: in every parameter, in every filter, and in
both modes of the **Fields** form. Form values are read by this package, without n8n's own conversion.

## Times and days

- **A time without an offset is in the workflow's time zone** (**Settings > Timezone** of the workflow). This is how the
  date picker writes times. Accepted: \`2026-01-31 10:00\`, \`31.01.2026 10:00\`, \`2026-01-31T10:00:00+03:00\`, Unix
  seconds or milliseconds, and dates from expressions (\`{{ $now }}\`).
- **A day stays a day**: a date or a birthday written as 31 January is read as 31 January, wherever the account and the
  workflow are. amoCRM stores it as midnight in the account's own time zone, which the node gets from the account. A
  time is reduced to its day in the workflow's time zone; Unix seconds to their day in the account's, because that is
  how amoCRM itself returns days.
- A filter on a date field takes a day; From and To are both included. For a field with a time, a day without a time
  means that whole day in the workflow's time zone.
- Text that only looks like a date is refused: \`20260131\`, \`202601311030\`, \`2026\`, \`12:30\`, \`31/01/2026\`,
  \`31.01.26\`.

## Numbers, yes and no

- Numbers: \`1234.5\`, \`1 234,50\`, \`1.234,50\`, \`1,234.50\`, \`1e-7\`. \`1,234\` is ambiguous and refused. No digit
  is lost: a number field takes as many digits as you give it, and an ID too large for a JavaScript number is refused.
- Money: amoCRM takes whole numbers, Kommo takes cents too. For Kommo, the text \`1.234\` is refused as a price: it could
  be a thousand.
- Yes: \`true\`, \`1\`, \`yes\`, \`on\`, \`да\`, \`вкл\`, \`sí\`, \`sim\`. No: \`false\`, \`0\`, \`no\`, \`off\`, \`нет\`, \`выкл\`, \`não\`. Case does
  not matter; anything else is refused.

## Empty values

Null, empty text, spaces alone and an empty list count as empty; 0 and false do not. The **Empty Values** option of
Update and Create or Update decides what happens to a field whose value is empty, in the same way in both modes of the
form. An empty value is never written to a new card. If you read a card and write it back, null or an empty list in a
field that amoCRM does not allow to be empty is not taken as a request to clear it.

`;

const CARDS = [lead, contact, company, customer, catalogElement, segment];

const EMPTY = [null, '', '  ', []];
const MODES: Array<Given['from']> = ['form', 'item'];

const CONTEXT = { zone: 'UTC', accountZone: 'UTC', platform: 'amocrm' as const };

/** What is sent for an empty value; an error says why it is refused. */
function sent(native: NativeField[], type: string, name: string, emptyValues: EmptyValues): string {
	const definitions = [{ id: 1, name: 'Own', type }];
	const results = EMPTY.flatMap((value) =>
		MODES.map((from) => {
			const assigned = assignFields({ values: { [name]: value }, from }, native, definitions, '');
			try {
				const context = { ...CONTEXT, isNew: false, emptyValues };
				return JSON.stringify(encodeCard(assigned, context).body);
			} catch (error) {
				return (error as Error).message;
			}
		}),
	);
	const [first, ...others] = new Set(results);
	if (others.length > 0) throw new Error(`${name}: ${results.join(' / ')}`);
	return first;
}

function outcome(sentBody: string): string {
	if (sentBody === '{}') return 'stays as it is';
	return sentBody.startsWith('{') ? `emptied: ${code(sentBody)}` : 'refused: it cannot be empty';
}

function nativeRows(): string[] {
	const all = CARDS.flatMap(({ plural, native }) => native.map((field) => ({ plural, field })));
	return Object.entries(groupBy(all, ({ field }) => field.displayName)).map(
		([displayName, fields]) => {
			const [{ field }] = fields;
			return row(
				displayName,
				fields.map(({ plural }) => plural).join(', '),
				outcome(sent([field], 'text', field.id, 'leave')),
				outcome(sent([field], 'text', field.id, 'clear')),
			);
		},
	);
}

const customRow = (type: string) =>
	row(
		code(type),
		'custom field',
		outcome(sent([], type, 'cf_1', 'leave')),
		outcome(sent([], type, 'cf_1', 'clear').replace('"field_id":1', '"field_id":…')),
	);

/** The page of the documentation that says what values mean. */
export const valuesPage = (): string =>
	[
		HEAD + row('Field', 'Of', 'Leave Alone', 'Clear'),
		row('---', '---', '---', '---'),
		...nativeRows(),
		...fieldTypes.map(customRow),
		'',
	].join('\n');
