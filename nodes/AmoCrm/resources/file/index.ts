import { cardParts, cardType } from '../../cards/anyCard';
import { locate, ownPart } from '../../factories/entity';
import { changesForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import type { AccountOperation } from '../../factories/operation';
import { getOperation } from '../../factories/readOperations';
import { inBatches } from '../../factories/write';
import {
	type WriteDescription,
	updateOneOperation,
	writeOperation,
} from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { download } from './download';
import { IN_TRASH, file, simplifyFile } from './file';
import { getAll } from './getAll';
import { getLinks } from './getLinks';
import { getOfCard } from './getOfCard';
import { needing } from './scope';
import { upload } from './upload';
import { getVersions } from './versions';

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
