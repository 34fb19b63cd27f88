import { pipelines } from '../../../shared/editor/pipelines';
import { inputForm } from '../../factories/form';
import { listInput, booleanInput, lookupInput } from '../../factories/input';
import { ownPart } from '../../factories/entity';
import { oneRequestEach } from '../../factories/write';
import { getOperation, listOperation } from '../../factories/readOperations';
import {
	updateOneOperation,
	createOperation,
	writeOperation,
} from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { includes, websiteButton, sites } from './websiteButton';

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
