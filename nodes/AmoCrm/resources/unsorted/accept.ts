import { inputForm } from '../../factories/form';
import { lookupInput } from '../../factories/input';
import { ownPart } from '../../factories/part';
import { writeOperation } from '../../factories/writeOperations';
import { stages } from '../../../shared/editor/pipelines';
import { unsorted, userInput } from './unsorted';

export const accept = writeOperation({
	name: 'accept',
	displayName: 'Accept',
	description: 'Make a lead of an incoming one, with its contact and company',
	action: 'Accept an incoming lead',
	method: 'POST',
	path: `${unsorted.path}/{id}/accept`,
	parts: [ownPart(unsorted)],
	form: inputForm([], [userInput, lookupInput('status_id', 'Stage', stages)]),
});
