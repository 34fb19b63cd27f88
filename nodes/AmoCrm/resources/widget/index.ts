import { ownPart } from '../../factories/entity';
import { getOperation, listOperation } from '../../factories/readOperations';
import { writeOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { install } from './install';
import { makeArchive } from './makeArchive';
import { widget } from './widget';

const uninstall = writeOperation({
	name: 'uninstall',
	displayName: 'Uninstall',
	description: 'Switch a widget off in the account',
	action: 'Uninstall a widget',
	method: 'DELETE',
	path: `${widget.path}/{id}`,
	parts: [ownPart(widget)],
	show: (_answer, { id }) => ({ uninstalled: true, code: id }),
});

const get = getOperation(widget);

const getAll = listOperation(widget);

export const widgetResource = inAccount({
	name: 'widget',
	displayName: 'Widget',
	operations: [get, getAll, install, uninstall],
	offline: [makeArchive],
});
