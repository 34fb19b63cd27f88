import { inputForm } from '../../factories/form';
import { ownPart } from '../../factories/part';
import { writeOperation } from '../../factories/writeOperations';
import { unsorted, userInput } from './unsorted';

export const decline = writeOperation({
	name: 'decline',
	displayName: 'Decline',
	description: 'Refuse an incoming lead',
	action: 'Decline an incoming lead',
	method: 'DELETE',
	path: `${unsorted.path}/{id}/decline`,
	parts: [ownPart(unsorted)],
	form: inputForm([], [userInput]),
});
