import { exactFilter } from '../../factories/filter';
import { changesForm, inputForm } from '../../factories/form';
import { ownPart } from '../../factories/entity';
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

export const chatTemplateResource = inAccount({
	name: 'chatTemplate',
	displayName: 'Chat Template',
	operations: [create, remove, get, getAll, sendForReview, update],
});
