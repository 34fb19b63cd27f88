import { exactFilter } from '../../factories/filter';
import { changesForm, inputForm } from '../../factories/form';
import { choiceInput, textInput } from '../../factories/input';
import { ownPart, readId, type Part } from '../../factories/entity';
import { getOperation, listOperation } from '../../factories/readOperations';
import {
	deleteOperation,
	updateOperation,
	createOperation,
	writeOperation,
} from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { chatTemplate, includes, content, details, name } from './chatTemplate';

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
