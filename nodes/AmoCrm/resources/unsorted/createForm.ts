import { momentInput, textInput } from '../../factories/input';
import { adding } from './adding';
import { contactInput } from './parts';

export const createForm = adding(
	'forms',
	{
		name: 'createForm',
		displayName: 'Create From Form',
		description: 'Put what somebody filled in on a site among the incoming leads',
		action: 'Create an incoming lead from a form',
	},
	[
		textInput('metadata.form_id', 'Form ID', { name: 'formId' }),
		textInput('metadata.form_name', 'Form Name', { name: 'formName' }),
		textInput('metadata.form_page', 'Form Page', {
			name: 'formPage',
			description: 'Address of the page that the form is on',
		}),
		momentInput('metadata.form_sent_at', 'Sent At', { name: 'formSentAt', default: '={{ $now }}' }),
	],
	[
		contactInput,
		textInput('metadata.ip', 'IP Address', { name: 'ip' }),
		textInput('metadata.referer', 'Referer', {
			name: 'referer',
			description: 'Address of the page that the visitor came from',
		}),
		textInput('metadata.visitor_uid', 'Visitor UID', { name: 'visitorUid' }),
	],
);
