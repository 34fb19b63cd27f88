import type { IDataObject } from 'n8n-workflow';

import { AmoCrmProblem } from '../../../shared/problem';
import { cardParts, cardType } from '../../cards/anyCard';
import { type Entity, fill, gapsOf, locate, ownPart, propertiesOf } from '../../factories/entity';
import { changesForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import { existing } from '../../factories/missing';
import { type AccountOperation, explaining, offersOf, perItem } from '../../factories/operation';
import { getOperation, listOperation } from '../../factories/readOperations';
import { inAccount } from '../../factories/resource';
import { inBatches } from '../../factories/write';
import {
	updateOneOperation,
	type WriteDescription,
	writeOperation,
} from '../../factories/writeOperations';
import { download } from './download';
import { file, IN_TRASH, simplifyFile } from './file';
import { getAll } from './getAll';
import { getOfCard } from './getOfCard';
import { upload } from './upload';

/** What amoCRM calls the scopes in an integration's settings. */
const SCOPES = { files: 'Access to files', files_delete: 'Deleting files' };

function scopeMissing(
	{ details }: AmoCrmProblem,
	scope: keyof typeof SCOPES,
	domain: string,
): AmoCrmProblem {
	return new AmoCrmProblem(
		'forbidden',
		`The account ${domain} does not allow this: the integration needs the scope "${scope}".`,
		{
			...details,
			hint: `Tick "${SCOPES[scope]}" in the integration's settings in amoCRM and connect the account again. If it is ticked, the user who granted access lacks the right.`,
		},
	);
}

/** An operation that amoCRM refuses to integrations without this scope. */
const needing =
	(scope: keyof typeof SCOPES) =>
	(operation: AccountOperation): AccountOperation =>
		explaining(operation, 'forbidden', (problem, { domain }) =>
			scopeMissing(problem, scope, domain),
		);

/** Every upload of a file; the newest comes first. */
const version: Entity = {
	name: 'fileVersion',
	singular: 'version',
	plural: 'versions of a file',
	path: `${file.path}/{file}/versions`,
	collection: 'versions',
	parents: [locate(file)],
	key: 'uuid',
	pageSize: 'whole',
	simplify: simplifyFile,
};

/** @see https://www.amocrm.ru/developers/content/files/files-api */
const getVersions = {
	...listOperation(version),
	name: 'getVersions',
	displayName: 'Get Versions',
	description: 'Retrieve the versions of a file, of which the newest comes first',
	action: 'Get versions of a file',
};

const LINKS_PATH = '/api/v4/files/{id}/links';
const linkParts = [ownPart(file)];

/** The cards that a file hangs on. */
const getLinks: AccountOperation = {
	name: 'getLinks',
	displayName: 'Get Linked Cards',
	description: 'Retrieve the leads, contacts, companies and customers that a file is attached to',
	action: 'Get the cards of a file',
	api: `GET ${LINKS_PATH}`,
	properties: propertiesOf(linkParts),
	offers: offersOf(linkParts),
	run: (session, items) =>
		perItem(items, async (item) => {
			const gaps = gapsOf(linkParts, item);
			const asked = session.request<{ entities?: IDataObject[] | null }>({
				method: 'GET',
				path: fill(LINKS_PATH, gaps),
			});
			return (await existing(session, file, gaps.id, asked)).entities ?? [];
		}),
};

const [kind, card] = cardParts(cardType);

/** Changes whether a file hangs on a card. */
const changeFileOnCard = (
	method: 'PUT' | 'DELETE',
	words: Pick<WriteDescription, 'name' | 'displayName' | 'description' | 'action'>,
	done: string,
): AccountOperation =>
	writeOperation({
		...words,
		method,
		path: '/api/v4/{cardType}/{id}/files',
		parts: [kind, { ...card, gap: 'id' }, locate(file)],
		also: ({ file: uuid }) => ({ file_uuid: uuid }),
		send: inBatches({ isUnnumbered: true }),
		show: (_answer, { cardType: entity_type, id, file: uuid }) => ({
			[done]: true,
			file_uuid: uuid,
			entity_type,
			entity_id: id,
		}),
	});

const attach = changeFileOnCard(
	'PUT',
	{
		name: 'attach',
		displayName: 'Attach to Card',
		description: 'Show a file on the Files tab of a lead, contact, company or customer',
		action: 'Attach a file to a card',
	},
	'attached',
);

const detach = changeFileOnCard(
	'DELETE',
	{
		name: 'detach',
		displayName: 'Detach From Card',
		description: 'Take a file off a card; the file itself stays',
		action: 'Detach a file from a card',
	},
	'detached',
);

const remove = writeOperation({
	name: 'delete',
	displayName: 'Delete',
	description: 'Move a file to the trash, from where it can be restored for 30 days',
	action: 'Delete a file',
	method: 'DELETE',
	path: file.path,
	parts: [ownPart(file)],
	also: ({ id }) => ({ uuid: id }),
	send: inBatches({ isUnnumbered: true }),
	show: (_answer, { id }) => ({ deleted: true, uuid: id }),
});

const get = getOperation(file);

const update = updateOneOperation(
	file,
	changesForm([
		textInput('name', 'Name', { description: 'Without its ending; goes without Version UUID' }),
		textInput('version_uuid', 'Version UUID', {
			description: 'The version that the file shows from now on; goes without Name',
		}),
	]),
);

/** What can be restored is in the trash. */
const trashed = locate(
	{ ...file, name: 'trashedFile', listQuery: IN_TRASH },
	{ name: file.name, description: 'The file to work on' },
);

const restore = writeOperation({
	name: 'restore',
	displayName: 'Restore',
	description: 'Bring a deleted file back from the trash',
	action: 'Restore a file',
	method: 'POST',
	path: `${file.path}/restore`,
	collection: file.collection,
	parts: [{ ...trashed, gap: 'id' }],
	also: ({ id }) => ({ uuid: id }),
	send: inBatches({ isUnnumbered: true }),
	show: simplifyFile,
});

export const fileResource = inAccount({
	name: 'file',
	displayName: 'File',
	operations: [
		...[
			attach,
			detach,
			download,
			get,
			getAll,
			getLinks,
			getOfCard,
			getVersions,
			restore,
			update,
			upload,
		].map(needing('files')),
		needing('files_delete')(remove),
	],
});
