import { inputForm } from '../../factories/form';
import { lookupInput, momentInput, textInput, type Input } from '../../factories/input';
import type { AccountOperation } from '../../factories/operation';
import { inBatches } from '../../factories/write';
import { writeOperation, type WriteDescription } from '../../factories/writeOperations';
import { pipelines } from '../../../shared/editor/pipelines';
import { companyInput, leadInput } from './parts';
import { unsorted } from './unsorted';

const source = [
	textInput('source_name', 'Source Name', { placeholder: 'e.g. Our site' }),
	textInput('source_uid', 'Source UID', {
		description: 'What your side knows the source by',
	}),
];

const besides = [
	leadInput,
	companyInput,
	lookupInput('pipeline_id', 'Pipeline', pipelines),
	momentInput('created_at', 'Created At'),
];

/** Puts something among the incoming leads, which wait to be accepted. */
export const adding = (
	category: 'forms' | 'sip',
	words: Pick<WriteDescription, 'name' | 'displayName' | 'description' | 'action'>,
	required: Input[],
	optional: Input[],
	demanded: Input[] = [],
): AccountOperation =>
	writeOperation({
		...words,
		method: 'POST',
		path: `${unsorted.path}/${category}`,
		collection: unsorted.collection,
		form: inputForm([...source, ...required], [...optional, ...besides], demanded),
		send: inBatches(),
	});
