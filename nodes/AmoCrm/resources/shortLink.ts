import { locate } from '../factories/entity';
import { inputForm } from '../factories/form';
import { textInput } from '../factories/input';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import { writeOperation } from '../factories/writeOperations';
import { contact } from './contact';

/** @see https://www.amocrm.ru/developers/content/crm_platform/short_links */
const create = writeOperation({
	name: 'create',
	displayName: 'Create',
	description: 'Make a short link for a contact: amoCRM tells when the contact opens it',
	action: 'Create a short link',
	method: 'POST',
	path: '/api/v4/short_links',
	collection: 'short_links',
	parts: [locate(contact)],
	form: inputForm([
		textInput('url', 'URL', {
			placeholder: 'e.g. https://example.com/offer',
			description: 'Where it leads to',
		}),
	]),
	also: ({ contact: entity_id }) => ({ metadata: { entity_type: 'contacts', entity_id } }),
	send: inBatches({ isUnnumbered: true }),
});

export const shortLinkResource = inAccount({
	name: 'shortLink',
	displayName: 'Short Link',
	operations: [create],
});
