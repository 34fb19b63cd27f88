import { kommoOnly } from '../../factories/platform';
import { listOperation } from '../../factories/readOperations';
import { message } from './talk';

export const getMessages = kommoOnly({
	...listOperation(message),
	name: 'getMessages',
	displayName: 'Get Messages',
	description: 'Retrieve the messages of a conversation',
	action: 'Get messages of a conversation',
});
