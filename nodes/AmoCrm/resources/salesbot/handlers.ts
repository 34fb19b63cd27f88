import type { IDataObject } from 'n8n-workflow';

import { misfit } from '../../../shared/fields/values';
import {
	choiceInput,
	integerInput,
	listInput,
	rowsInput,
	textInput,
	type Input,
} from '../../factories/input';

interface Row extends IDataObject {
	kind?: string;
	text?: string;
	buttons?: string[];
	step?: number;
}

const show =
	(type: string) =>
	({ text, buttons }: Row) => ({
		handler: 'show',
		params: { type, value: text ?? '', ...(type === 'text' ? {} : { buttons: buttons ?? [] }) },
	});

const goTo =
	(type: string) =>
	({ step = 0 }: Row) => ({
		handler: 'goto',
		params: { type, ...(type === 'finish' ? {} : { step }) },
	});

/** A step that shows a text of at most 80 characters. */
export const showText = (text: string): IDataObject => show('text')({ text });

/** What a bot can be told to do next. */
const KINDS: Record<string, { name: string; toHandler(row: Row): IDataObject }> = {
	showText: { name: 'Show a Text', toHandler: show('text') },
	showButtons: { name: 'Show Buttons', toHandler: show('buttons') },
	showLinks: { name: 'Show Buttons With Links', toHandler: show('buttons_url') },
	goToQuestion: { name: 'Go to a Question', toHandler: goTo('question') },
	goToAnswer: { name: 'Go to an Answer', toHandler: goTo('answer') },
	finish: { name: 'Finish', toHandler: goTo('finish') },
};

const rowInputs: Input[] = [
	choiceInput(
		'kind',
		'What to Do',
		Object.entries(KINDS).map(([value, { name }]) => ({ name, value })),
	),
	textInput('text', 'Text', { description: 'What is shown: at most 80 characters' }),
	listInput('buttons', 'Buttons', {
		description: 'Texts or links of the buttons: at most 25, separated by commas',
	}),
	integerInput('step', 'Step', { description: 'Number of the question or answer to go to' }),
];

const rows = rowsInput('execute_handlers', 'Next Steps', 'Step', rowInputs, { name: 'handlers' });

/** Steps that the bot does before it goes on. */
export const handlers: Input = {
	...rows,
	encode: (value, zone) =>
		(rows.encode(value, zone) as Row[] | undefined)?.map((row) => {
			const kind = KINDS[row.kind ?? ''];
			if (kind) return kind.toHandler(row);
			throw misfit('What to Do', row.kind, `one of: ${Object.keys(KINDS).join(', ')}`);
		}),
};
