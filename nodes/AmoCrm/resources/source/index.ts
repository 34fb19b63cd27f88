import { exactFilter } from '../../factories/filter';
import { changesForm, inputForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import { getOperation, listOperation } from '../../factories/readOperations';
import { deleteOperation, updateOperation, createOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { source, details, name, send } from './source';

const remove = deleteOperation(source);

const get = getOperation(source);

const update = updateOperation(source, changesForm([name, ...details]), send);

const externalId = textInput('external_id', 'External ID', {
	description: 'What your side knows it by; at most 36 Latin letters, digits and signs',
});

const create = createOperation(source, inputForm([name, externalId], details), send);

const getAll = listOperation(source, {
	filters: [exactFilter('externalId', 'External ID', 'filter[external_id]')],
});

export const sourceResource = inAccount({
	name: 'source',
	displayName: 'Source',
	operations: [create, remove, get, getAll, update],
});
