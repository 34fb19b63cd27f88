import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { returnPath } from '../../shared/account/returnUrl';
import { misfit } from '../../shared/fields/values';
import { cardParts } from '../cards/anyCard';
import { type Entity, ownPart, wordPart } from '../factories/entity';
import { inputForm } from '../factories/form';
import {
	choiceInput,
	type Input,
	integerInput,
	jsonInput,
	listInput,
	rowsInput,
	textInput,
	textParameter,
} from '../factories/input';
import { type AccountOperation, perItem } from '../factories/operation';
import { kommoOnly, onPlatform } from '../factories/platform';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import { writeOperation } from '../factories/writeOperations';

/** @see https://developers.kommo.com/reference/salesbot */
const salesbot: Entity = {
	name: 'salesbot',
	singular: 'Salesbot',
	plural: 'Salesbots',
	path: '/api/v4/bots',
	collection: 'items',
	listedBy: 'kommo',
};

const kinds: INodePropertyOptions[] = [
	{ name: 'Contacts', value: 'contacts' },
	{ name: 'Leads', value: 'leads' },
];

/** Where bots work. */
const botCardType = wordPart('cardType', 'Card Type', kinds, { usual: 'leads' });

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
const handlers: Input = {
	...rows,
	encode: (value, zone) =>
		(rows.encode(value, zone) as Row[] | undefined)?.map((row) => {
			const kind = KINDS[row.kind ?? ''];
			if (kind) return kind.toHandler(row);
			throw misfit('What to Do', row.kind, `one of: ${Object.keys(KINDS).join(', ')}`);
		}),
};

const continueForm = inputForm(
	[],
	[
		handlers,
		jsonInput('data', 'Data (JSON)', {
			description: 'What the bot can use afterwards, as {{json.name}}',
		}),
	],
);

/** @see https://www.amocrm.ru/developers/content/crm_platform/widgets-api */
const goOn: AccountOperation = {
	name: 'continue',
	displayName: 'Continue',
	description: 'Let a bot go on that waits for the answer of a widget',
	action: 'Continue a Salesbot',
	api: 'POST /api/v4/{bot kind}/{bot}/continue/{id}',
	properties: [
		{
			displayName: 'Return URL',
			name: 'returnUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://example.amocrm.ru/api/v4/salesbot/321/continue/123',
			description: 'The return_url that came with the call of the widget',
		},
		...continueForm.properties,
	],
	offers: continueForm.offers,
	run: (session, items) =>
		perItem(items, async (item) => {
			const path = await returnPath(session.domain, textParameter(item, 'returnUrl', 'Return URL'));
			const { body } = await continueForm.encode(session, item, {});
			await session.request({ method: 'POST', path, body });
			return [{ continued: true }];
		}),
};

/** The second version of the API numbers the kinds of cards. */
const TYPE_NUMBERS: Record<string, number> = { contacts: 1, leads: 2 };

const runBy = (path: string, toType: (type: string | number) => string | number) =>
	writeOperation({
		name: 'run',
		displayName: 'Run',
		description: 'Start a Salesbot on a card; a card has one bot at a time',
		action: 'Run a Salesbot',
		method: 'POST',
		path,
		parts: [ownPart(salesbot), ...cardParts(botCardType)],
		also: ({ id, cardType: type, card: entity_id }) => ({
			bot_id: id,
			entity_id,
			entity_type: toType(type),
		}),
		send: inBatches({ size: 100, isUnnumbered: true }),
		show: (_answer, { id, card: cardId }) => ({ started: true, id, card: cardId }),
	});

/** The call that Kommo has beside it says which bot or card it refuses. */
const run = onPlatform({
	amocrm: runBy('/api/v2/salesbot/run', (type) => TYPE_NUMBERS[type]),
	kommo: runBy(`${salesbot.path}/run`, (type) => type),
});

const get = kommoOnly(getOperation(salesbot));

const stop = kommoOnly(
	writeOperation({
		name: 'stop',
		displayName: 'Stop',
		description: 'Stop a Salesbot that works on a card',
		action: 'Stop a Salesbot',
		method: 'POST',
		path: `${salesbot.path}/{id}/stop`,
		parts: [ownPart(salesbot), ...cardParts(botCardType)],
		also: ({ cardType: entity_type, card: entity_id }) => ({ entity_id, entity_type }),
		show: (_answer, { id, card: cardId }) => ({ stopped: true, id, card: cardId }),
	}),
);

const getAll = kommoOnly(listOperation(salesbot));

export const salesbotResource = inAccount({
	name: 'salesbot',
	displayName: 'Salesbot',
	operations: [goOn, get, getAll, run, stop],
});
