import type { Entity } from '../../factories/entity';
import {
	booleanInput,
	choiceInput,
	jsonInput,
	rowsInput,
	textInput,
	type Input,
} from '../../factories/input';

/** @see https://www.amocrm.ru/developers/content/crm_platform/chat-templates-api */
export const chatTemplate: Entity = {
	name: 'chatTemplate',
	singular: 'chat template',
	plural: 'chat templates',
	path: '/api/v4/chats/templates',
	collection: 'chat_templates',
	pageSize: 50,
};

export const includes = [{ name: 'Reviews', value: 'reviews' }];

export const name = textInput('name', 'Name');

export const content = textInput('content', 'Content', {
	typeOptions: { rows: 4 },
	description: 'The text, with markers such as {{contact.name}}',
});

const buttons = rowsInput('buttons', 'Buttons', 'Button', [
	choiceInput('type', 'Type', [
		{ name: 'Link', value: 'url' },
		{ name: 'Text', value: 'inline' },
	]),
	textInput('text', 'Text'),
	textInput('url', 'URL', { description: 'Only of links' }),
]);

const whatsApp: Input[] = [
	choiceInput('waba_category', 'WhatsApp Category', [
		{ name: 'Authentication', value: 'AUTHENTICATION' },
		{ name: 'Marketing', value: 'MARKETING' },
		{ name: 'Utility', value: 'UTILITY' },
	]),
	jsonInput('waba_examples', 'WhatsApp Examples (JSON)', {
		description: 'An example value for each marker',
		placeholder: 'e.g. {"{{contact.name}}": "Anna"}',
	}),
	textInput('waba_footer', 'WhatsApp Footer'),
	textInput('waba_header', 'WhatsApp Header', { description: 'At most 60 characters' }),
	choiceInput('waba_header_type', 'WhatsApp Header Type', [
		{ name: 'Media', value: 'media' },
		{ name: 'Text', value: 'text' },
	]),
	textInput('waba_language', 'WhatsApp Language', { placeholder: 'e.g. ru' }),
];

export const details: Input[] = [
	choiceInput('type', 'Type', [
		{ name: 'amoCRM', value: 'amocrm' },
		{ name: 'WhatsApp', value: 'waba' },
	]),
	textInput('external_id', 'External ID', { description: 'What your side knows it by' }),
	booleanInput('is_editable', 'Editable', 'Whether users may change the text before they send it'),
	buttons,
	textInput('attachment.id', 'Attachment: File UUID', { name: 'attachmentId' }),
	textInput('attachment.name', 'Attachment: Name', { name: 'attachmentName' }),
	choiceInput(
		'attachment.type',
		'Attachment: Type',
		[
			{ name: 'Document', value: 'document' },
			{ name: 'File', value: 'file' },
			{ name: 'Picture', value: 'picture' },
			{ name: 'Video', value: 'video' },
		],
		{ name: 'attachmentType' },
	),
	...whatsApp,
];
