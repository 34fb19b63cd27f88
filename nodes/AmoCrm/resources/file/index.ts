import { changesForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import { ownPart, locate } from '../../factories/entity';
import { inBatches } from '../../factories/write';
import { getOperation } from '../../factories/readOperations';
import { writeOperation, updateOneOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { attach } from './attach';
import { detach } from './detach';
import { download } from './download';
import { file, IN_TRASH, simplifyFile } from './file';
import { getAll } from './getAll';
import { getLinks } from './getLinks';
import { needing } from './scope';
import { upload } from './upload';

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
		...[attach, detach, download, get, getAll, getLinks, restore, update, upload].map(
			needing('files'),
		),
		needing('files_delete')(remove),
	],
});
