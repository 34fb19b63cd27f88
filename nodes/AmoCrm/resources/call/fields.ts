import { choiceInput, integerInput, textInput, type Input } from '../../factories/input';

/** What a call is told by, as a call and as a note. */
export const phone = textInput('phone', 'Phone', { placeholder: 'e.g. +79990000001' });

export const duration = integerInput('duration', 'Duration in Seconds');

export const telephony = textInput('source', 'Source', {
	description: 'Name of the telephony that the call came through',
});

const responsibleText = textInput('call_responsible', 'Call Responsible', {
	description: 'ID of a user, or the name of somebody who is none',
});

/** A user by id as a number: amoCRM takes texts for names. */
const responsible: Input = {
	...responsibleText,
	encode: (value, zone) => {
		const text = String(responsibleText.encode(value, zone) ?? '').trim();
		if (text === '') return undefined;
		return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : text;
	},
};

export const callDetails: Input[] = [
	textInput('uniq', 'Unique ID', { description: 'Of the call, in the telephony' }),
	textInput('link', 'Recording URL'),
	responsible,
	textInput('call_result', 'Result'),
	choiceInput('call_status', 'Status', [
		{ name: 'Busy', value: 7 },
		{ name: 'Call Back Later', value: 2 },
		{ name: 'Left a Message', value: 1 },
		{ name: 'No Answer', value: 6 },
		{ name: 'Not There', value: 3 },
		{ name: 'Talked', value: 4 },
		{ name: 'Wrong Number', value: 5 },
	]),
];
