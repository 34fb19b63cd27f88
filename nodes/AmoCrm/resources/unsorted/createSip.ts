import { booleanInput, momentInput, textInput, type Input } from '../../factories/input';
import { callDetails, duration, phone } from '../call/fields';
import { adding } from './adding';
import { contactInput } from './parts';

const inMetadata = (input: Input): Input => ({ ...input, key: `metadata.${input.key}` });

const detail = (wanted: string) => inMetadata(callDetails.find(({ key }) => key === wanted)!);

/** amoCRM takes no call without them. */
const demanded = ['link', 'uniq'].map(detail);

export const createSip = adding(
	'sip',
	{
		name: 'createSip',
		displayName: 'Create From Call',
		description: 'Put an incoming call among the incoming leads',
		action: 'Create an incoming lead from a call',
	},
	[
		phone,
		textInput('from', 'From', { description: 'Name of the telephony or its line' }),
		momentInput('called_at', 'Called At'),
		duration,
		textInput('service_code', 'Service Code', {
			description: 'Code of the widget whose player plays the recording',
		}),
	]
		.map(inMetadata)
		.concat(contactInput),
	[
		...demanded,
		detail('call_responsible'),
		inMetadata(
			booleanInput(
				'is_call_event_needed',
				'Make an Event',
				'Whether the call is also kept as an event on the card',
			),
		),
	],
	demanded,
);
