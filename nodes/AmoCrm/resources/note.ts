import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { users } from '../../shared/editor/lookup';
import { misfit } from '../../shared/fields/values';
import { cardParts, cardType } from '../cards/anyCard';
import { type Entity, ownPart } from '../factories/entity';
import { choicesFilter, idsFilter, momentFilters } from '../factories/filter';
import { type Form, inputForm } from '../factories/form';
import { booleanInput, choiceInput, type Input, lookupInput, textInput } from '../factories/input';
import type { AccountOperation } from '../factories/operation';
import { kommoOnly } from '../factories/platform';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import {
	updateOperation,
	type WriteDescription,
	writeOperation,
} from '../factories/writeOperations';
import { callDetails, duration, phone, telephony } from './call';

/**
 * Every kind of card has notes of its own.
 * @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
const note: Entity = {
	name: 'note',
	singular: 'note',
	plural: 'notes',
	path: '/api/v4/{cardType}/notes',
	collection: 'notes',
	parents: [cardType],
	label: ({ note_type, params }) => {
		const { text } = (params ?? {}) as IDataObject;
		return String(text || note_type);
	},
};

const includes = [{ name: 'Whether It Is Pinned (Kommo Only)', value: 'is_pinned' }];

const inParams = (input: Input): Input => ({ ...input, key: `params.${input.key}` });

const text = textInput('text', 'Text', { typeOptions: { rows: 2 } });

interface WritableType {
	name: string;
	required: Input[];
	optional?: Input[];
}

const call = {
	required: [phone, duration, telephony],
	optional: callDetails,
};

const service = {
	required: [text, textInput('service', 'Service', { description: 'Who says it' })],
};

const sms = { required: [text, phone] };

const types: Record<string, WritableType> = {
	common: { name: 'Text', required: [text] },
	attachment: {
		name: 'File',
		required: [
			textInput('file_uuid', 'File UUID', { description: 'Of a file in the file storage' }),
			textInput('file_name', 'File Name'),
		],
		optional: [
			textInput('version_uuid', 'Version UUID', {
				description: 'The newest version where left out',
			}),
		],
	},
	call_in: { name: 'Incoming Call', ...call },
	call_out: { name: 'Outgoing Call', ...call },
	geolocation: {
		name: 'Place',
		required: [
			text,
			textInput('address', 'Address'),
			textInput('longitude', 'Longitude', { placeholder: 'e.g. 37.6173' }),
			textInput('latitude', 'Latitude', { placeholder: 'e.g. 55.7558' }),
		],
	},
	message_cashier: {
		name: 'Message to the Cashier',
		required: [
			text,
			choiceInput('status', 'Status', [
				{ name: 'Canceled', value: 'canceled' },
				{ name: 'Created', value: 'created' },
				{ name: 'Shown', value: 'shown' },
			]),
		],
	},
	service_message: { name: 'Service Message', ...service },
	extended_service_message: { name: 'Service Message, Extended', ...service },
	sms_in: { name: 'SMS, Incoming', ...sms },
	sms_out: { name: 'SMS, Outgoing', ...sms },
};

/** What each type of note that can be written consists of. */
const WRITABLE_TYPES: Record<string, Required<WritableType>> = Object.fromEntries(
	Object.entries(types).map(([type, { name, required, optional = [] }]) => [
		type,
		{ name, required: required.map(inParams), optional: optional.map(inParams) },
	]),
);

/** In accounts they are found too, made by amoCRM itself and by its own integrations. */
const READABLE_TYPES: INodePropertyOptions[] = [
	{ name: 'AI Result', value: 'ai_result' },
	{ name: 'Bill Paid', value: 'bill_paid' },
	{ name: 'Chat', value: 'chat' },
	{ name: 'Dropbox File', value: 'dropbox_attachment' },
	{ name: 'Invoice Paid', value: 'invoice_paid' },
	{ name: 'Link Followed', value: 'link_followed' },
	{ name: 'Mail', value: 'amomail_message' },
	{ name: 'Site Visit', value: 'site_visit' },
	{ name: 'Targeting, In', value: 'targeting_in' },
	{ name: 'Targeting, Out', value: 'targeting_out' },
	{ name: 'Transaction', value: 'transaction' },
	{ name: 'Zoom Meeting', value: 'zoom_meeting' },
];

const writableOptions: INodePropertyOptions[] = Object.entries(WRITABLE_TYPES).map(
	([value, { name }]) => ({ name, value }),
);

const allOptions = [...writableOptions, ...READABLE_TYPES].sort((a, b) =>
	a.name.localeCompare(b.name),
);

/** n8n shows the fields of all types, and wants them, where the type is an expression. */
const type = choiceInput('note_type', 'Type', writableOptions, { noDataExpression: true });

const { name: typeParameter, displayName } = type.property;

/** The type of the note, and what notes of this type say. */
function noteForm(besides: Input[]): Form {
	const forms = new Map(
		Object.entries(WRITABLE_TYPES).map(([name, { required, optional }]) => [
			name,
			inputForm(required, [...optional, ...besides]),
		]),
	);
	return {
		properties: [
			type.property,
			...[...forms].flatMap(([name, { properties }]) =>
				properties.map((property) => ({
					...property,
					displayOptions: { show: { [typeParameter]: [name] } },
				})),
			),
		],
		offers: { lookups: [...forms.values()].flatMap(({ offers }) => offers?.lookups ?? []) },
		encode: async (session, item, gaps) => {
			const name = item.parameter<string>('noteType');
			const form = forms.get(name);
			if (!form) throw misfit(displayName, name, `one of: ${[...forms.keys()].join(', ')}`);
			const { body, nameOf } = await form.encode(session, item, gaps);
			return { body: { ...body, note_type: name }, nameOf };
		},
	};
}

const create = writeOperation({
	name: 'create',
	displayName: 'Create',
	description: 'Write a note on a card: a text, a call, a message, a file or a place',
	action: 'Create a note',
	method: 'POST',
	path: note.path,
	collection: note.collection,
	parts: cardParts(cardType),
	form: noteForm([
		lookupInput('created_by', 'Created By', users),
		lookupInput('responsible_user_id', 'Responsible User', users),
		booleanInput(
			'is_need_to_trigger_digital_pipeline',
			'Trigger Automations',
			"Whether the note may start automations of the pipeline; amoCRM's default is yes",
			{ default: true },
		),
	]),
	also: (gaps) => ({ entity_id: gaps.card }),
	send: inBatches(),
});

/** Pins a note to the top of its card, or takes it down. */
const pinning = (
	isPinned: boolean,
	words: Pick<WriteDescription, 'name' | 'displayName' | 'description' | 'action'>,
): AccountOperation =>
	kommoOnly(
		writeOperation({
			...words,
			method: 'POST',
			path: `${note.path}/{id}/${words.name}`,
			parts: [cardType, ownPart(note)],
			show: (_answer, { id }) => ({ pinned: isPinned, id }),
		}),
	);

const get = getOperation(note, { includes });

const update = updateOperation(note, noteForm([]));

const getAll = listOperation(note, {
	filters: [
		idsFilter('ids', 'IDs', 'id'),
		idsFilter('entityIds', 'Card IDs', 'entity_id', {
			description: 'Numbers of cards of the type, separated by commas',
		}),
		choicesFilter('noteTypes', 'Types', 'note_type', allOptions),
		...momentFilters('updated', 'Updated', 'updated_at'),
	],
	readBy: 'id',
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Last Change', value: 'updated_at' },
	],
	includes,
});

const unpin = pinning(false, {
	name: 'unpin',
	displayName: 'Unpin',
	description: 'Keep a note no longer at the top of its card',
	action: 'Unpin a note',
});

const pin = pinning(true, {
	name: 'pin',
	displayName: 'Pin',
	description: 'Keep a note at the top of its card',
	action: 'Pin a note',
});

export const noteResource = inAccount({
	name: 'note',
	displayName: 'Note',
	operations: [create, get, getAll, pin, unpin, update],
});
