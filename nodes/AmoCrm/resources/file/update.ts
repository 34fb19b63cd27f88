import { changesForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import { updateOneOperation } from '../../factories/writeOperations';
import { file } from './file';

export const update = updateOneOperation(
	file,
	changesForm([
		textInput('name', 'Name', { description: 'Without its ending; goes without Version UUID' }),
		textInput('version_uuid', 'Version UUID', {
			description: 'The version that the file shows from now on; goes without Name',
		}),
	]),
);
