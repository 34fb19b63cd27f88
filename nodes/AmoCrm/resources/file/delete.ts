import { ownPart } from '../../factories/part';
import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { file } from './file';

export const remove = writeOperation({
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
