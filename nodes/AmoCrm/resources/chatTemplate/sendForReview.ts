import { ownPart } from '../../factories/part';
import { writeOperation } from '../../factories/writeOperations';
import { chatTemplate } from './chatTemplate';

export const sendForReview = writeOperation({
	name: 'sendForReview',
	displayName: 'Send for Review',
	description: 'Send a WhatsApp template to WhatsApp, which must approve it before it is used',
	action: 'Send a chat template for review',
	method: 'POST',
	path: `${chatTemplate.path}/{id}/review`,
	parts: [ownPart(chatTemplate)],
});
