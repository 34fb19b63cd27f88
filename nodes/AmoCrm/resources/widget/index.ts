import { inAccount } from '../inAccount';
import { get } from './get';
import { getAll } from './getAll';
import { install } from './install';
import { uninstall } from './uninstall';

export const widgetResource = inAccount({
	name: 'widget',
	displayName: 'Widget',
	operations: [get, getAll, install, uninstall],
});
