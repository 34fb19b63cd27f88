import { ownPart } from '../../factories/part';
import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { file, simplifyFile } from './file';

export const restore = writeOperation({
	name: 'restore',
	displayName: 'Restore',
	description: 'Bring a deleted file back from the trash',
	action: 'Restore a file',
	method: 'POST',
	path: `${file.path}/restore`,
	collection: file.collection,
	parts: [ownPart(file)],
	also: ({ id }) => ({ uuid: id }),
	send: inBatches({ isUnnumbered: true }),
	show: simplifyFile,
});
