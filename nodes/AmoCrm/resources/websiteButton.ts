import { pipelines } from '../../shared/editor/pipelines';
import { type Entity, ownPart } from '../factories/entity';
import { inputForm } from '../factories/form';
import { booleanInput, listInput, lookupInput } from '../factories/input';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { oneRequestEach } from '../factories/write';
import { createOperation, updateOneOperation, writeOperation } from '../factories/writeOperations';

/** @see https://www.amocrm.ru/developers/content/crm_platform/sources-api */
const websiteButton: Entity = {
	name: 'websiteButton',
	singular: 'website button',
	plural: 'website buttons',
	path: '/api/v4/website_buttons',
	collection: 'website_buttons',
	key: 'source_id',
};

const includes = [{ name: 'Scripts', value: 'scripts' }];

/** How both lists of sites are given. */
const sites = {
	placeholder: 'e.g. example.com, shop.example.com',
	description: 'Domains on which the button works, separated by commas; at most 10 in all',
};

const get = getOperation(websiteButton, { includes });

/** amoCRM only adds websites. */
const update = updateOneOperation(
	websiteButton,
	inputForm([
		listInput('trusted_websites.add', 'Trusted Websites to Add', {
			name: 'trustedWebsites',
			...sites,
		}),
	]),
);

const create = createOperation(
	websiteButton,
	inputForm(
		[lookupInput('pipeline_id', 'Pipeline', pipelines)],
		[
			listInput('trusted_websites', 'Trusted Websites', sites),
			booleanInput('is_used_in_app', 'Used in an App', 'Whether it is shown in a mobile app'),
		],
	),
	oneRequestEach,
);

const getAll = listOperation(websiteButton, { includes });

const addChat = writeOperation({
	name: 'addChat',
	displayName: 'Add Chat',
	description: 'Put an online chat into a website button',
	action: 'Add a chat to a website button',
	method: 'POST',
	path: `${websiteButton.path}/{id}/online_chat`,
	parts: [ownPart(websiteButton)],
	show: (_answer, { id }) => ({ chatAdded: true, id }),
});

export const websiteButtonResource = inAccount({
	name: 'websiteButton',
	displayName: 'Website Button',
	operations: [addChat, create, get, getAll, update],
});
