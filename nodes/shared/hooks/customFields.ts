import { all, asSent, number, record, records, renamed, type HookType } from './hookTypes';
import { entriesOf, isBranch, type Branch } from './tree';

/** Texts and numbers look alike in a form: only the type of the field tells them apart, and hooks do not say it. */
const entry: HookType = (sent) => {
	if (!isBranch(sent)) return { value: sent };
	const { enum: option, ...rest } = sent;
	if (option === undefined) return rest;
	const id = number(option);
	return { ...rest, [typeof id === 'string' ? 'enum_code' : 'enum_id']: id };
};

const FIELD = new Map([
	renamed('id', 'field_id', number),
	renamed('name', 'field_name', asSent),
	renamed('code', 'field_code', asSent),
	renamed('type', 'field_type', asSent),
	...all((sent) => entriesOf(sent).map(entry), 'values'),
]);

/** As `custom_fields_values` of the API; dates and numbers stay texts. */
export const customFields = records(FIELD);

const tag = record(new Map(all(number, 'id')));

/** As `_embedded.tags` of the API. Forms on sites give their tags as one text. */
export const tags: HookType = (sent) =>
	entriesOf(sent).flatMap((given): Branch[] => {
		if (isBranch(given)) return [tag(given) as Branch];
		return String(given)
			.split(',')
			.map((name) => name.trim())
			.filter(Boolean)
			.map((name) => ({ name }));
	});
