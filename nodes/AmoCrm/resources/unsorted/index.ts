import { stages } from '../../../shared/editor/pipelines';
import { inputForm } from '../../factories/form';
import { lookupInput } from '../../factories/input';
import { ownPart } from '../../factories/entity';
import { getOperation, listOperation } from '../../factories/readOperations';
import { writeOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { createForm } from './createForm';
import { createSip } from './createSip';
import { listFilters } from './filters';
import { link } from './link';
import { summary } from './summary';
import { unsorted, userInput } from './unsorted';

const get = getOperation(unsorted);

const accept = writeOperation({
	name: 'accept',
	displayName: 'Accept',
	description: 'Make a lead of an incoming one, with its contact and company',
	action: 'Accept an incoming lead',
	method: 'POST',
	path: `${unsorted.path}/{id}/accept`,
	parts: [ownPart(unsorted)],
	form: inputForm([], [userInput, lookupInput('status_id', 'Stage', stages)]),
});

const getAll = listOperation(unsorted, {
	filters: listFilters,
	readBy: 'created_at',
	orders: [
		{ name: 'Creation', value: 'created_at' },
		{ name: 'Last Change', value: 'updated_at' },
	],
});

const decline = writeOperation({
	name: 'decline',
	displayName: 'Decline',
	description: 'Refuse an incoming lead',
	action: 'Decline an incoming lead',
	method: 'DELETE',
	path: `${unsorted.path}/{id}/decline`,
	parts: [ownPart(unsorted)],
	form: inputForm([], [userInput]),
});

export const unsortedResource = inAccount({
	name: 'unsorted',
	displayName: 'Incoming Lead (Unsorted)',
	operations: [accept, createForm, createSip, decline, get, getAll, link, summary],
});
