import { locate } from '../../factories/part';
import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { file, IN_TRASH, simplifyFile } from './file';

/** What can be restored is in the trash. */
const trashed = locate(
	{ ...file, name: 'trashedFile', listQuery: IN_TRASH },
	{ name: file.name, description: 'The file to work on' },
);

export const restore = writeOperation({
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
