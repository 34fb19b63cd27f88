import { inputForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import { kommoOnly } from '../../factories/platform';
import { writeOperation } from '../../factories/writeOperations';
import { message } from './talk';

export const sendMessage = kommoOnly(
	writeOperation({
		name: 'sendMessage',
		displayName: 'Send Message',
		description: 'Write to the client of a conversation',
		action: 'Send a message in a conversation',
		method: 'POST',
		path: message.path,
		parts: message.parents,
		form: inputForm([textInput('text', 'Text', { typeOptions: { rows: 2 } })]),
	}),
);
