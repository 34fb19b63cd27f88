import { inAccount } from '../inAccount';
import { accept } from './accept';
import { createForm } from './createForm';
import { createSip } from './createSip';
import { decline } from './decline';
import { get } from './get';
import { getAll } from './getAll';
import { link } from './link';
import { summary } from './summary';

export const unsortedResource = inAccount({
	name: 'unsorted',
	displayName: 'Incoming Lead (Unsorted)',
	operations: [accept, createForm, createSip, decline, get, getAll, link, summary],
});
