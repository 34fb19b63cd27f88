import { inAccount } from '../inAccount';
import { goOn } from './continue';
import { get } from './get';
import { getAll } from './getAll';
import { run } from './run';
import { stop } from './stop';

export const salesbotResource = inAccount({
	name: 'salesbot',
	displayName: 'Salesbot',
	operations: [goOn, get, getAll, run, stop],
});
