import { type Entity, ownPart, type Part, readId } from '../factories/entity';
import { exactFilter } from '../factories/filter';
import { changesForm, inputForm } from '../factories/form';
import {
	booleanInput,
	choiceInput,
	type Input,
	jsonInput,
	rowsInput,
	textInput,
} from '../factories/input';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import {
	createOperation,
	deleteOperation,
	updateOperation,
	writeOperation,
} from '../factories/writeOperations';

/** @see https://www.amocrm.ru/developers/content/crm_platform/chat-templates-api */
const chatTemplate: Entity = {
	name: 'chatTemplate',
	singular: 'chat template',
	plural: 'chat templates',
	path: '/api/v4/chats/templates',
	collection: 'chat_templates',
	pageSize: 50,
};

const includes = [{ name: 'Reviews', value: 'reviews' }];

const name = textInput('name', 'Name');

const content = textInput('content', 'Content', {
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

const details: Input[] = [
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

const remove = deleteOperation(chatTemplate);

const get = getOperation(chatTemplate, { includes });

const update = updateOperation(chatTemplate, changesForm([name, content, ...details]));

const create = createOperation(chatTemplate, inputForm([name, content], details));

const getAll = listOperation(chatTemplate, {
	filters: [exactFilter('externalId', 'External ID', 'filter[external_id]')],
	includes,
});

const sendForReview = writeOperation({
	name: 'sendForReview',
	displayName: 'Send for Review',
	description: 'Send a WhatsApp template to WhatsApp, which must approve it before it is used',
	action: 'Send a chat template for review',
	method: 'POST',
	path: `${chatTemplate.path}/{id}/review`,
	parts: [ownPart(chatTemplate)],
});

const review: Part = {
	name: 'reviewId',
	gap: 'review',
	property: {
		displayName: 'Review ID',
		name: 'reviewId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 7351',
		description:
			'From the event "Chat template sent for review", or from Get with Reviews included',
	},
	read: (value) => readId({ singular: 'review' }, value),
};

/** For integrations that bring templates to WhatsApp themselves. */
const setReviewStatus = writeOperation({
	name: 'setReviewStatus',
	displayName: 'Set Review Status',
	description: 'Tell amoCRM what WhatsApp said of a template: approved, paused or rejected',
	action: 'Set the review status of a chat template',
	method: 'POST',
	path: `${chatTemplate.path}/{id}/review/{review}`,
	parts: [ownPart(chatTemplate), review],
	form: inputForm(
		[
			choiceInput('status', 'Status', [
				{ name: 'Approved', value: 'approved' },
				{ name: 'Paused', value: 'paused' },
				{ name: 'Rejected', value: 'rejected' },
			]),
		],
		[
			textInput('reject_reason', 'Reason', {
				typeOptions: { rows: 2 },
				description: 'Why it was rejected: at most 65,535 characters',
			}),
		],
	),
});

export const chatTemplateResource = inAccount({
	name: 'chatTemplate',
	displayName: 'Chat Template',
	operations: [create, remove, get, getAll, sendForReview, setReviewStatus, update],
});
