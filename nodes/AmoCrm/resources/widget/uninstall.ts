import { ownPart } from '../../factories/part';
import { writeOperation } from '../../factories/writeOperations';
import { widget } from './widget';

export const uninstall = writeOperation({
	name: 'uninstall',
	displayName: 'Uninstall',
	description: 'Switch a widget off in the account',
	action: 'Uninstall a widget',
	method: 'DELETE',
	path: `${widget.path}/{id}`,
	parts: [ownPart(widget)],
	show: (_answer, { id }) => ({ uninstalled: true, code: id }),
});
