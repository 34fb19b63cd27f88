import { inputForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import { createOperation } from '../../factories/writeOperations';
import { details, name, send, source } from './source';

const externalId = textInput('external_id', 'External ID', {
	description: 'What your side knows it by; at most 36 Latin letters, digits and signs',
});

export const create = createOperation(source, inputForm([name, externalId], details), send);
