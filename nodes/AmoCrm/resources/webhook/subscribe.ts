import { eventOptions } from '../../../shared/hooks/codes';
import { inputForm, type Form } from '../../factories/form';
import { choicesInput, integerInput, listInput } from '../../factories/input';
import { writeOperation } from '../../factories/writeOperations';
import { destination, webhook } from './webhook';

const inputs = inputForm(
	[choicesInput('settings', 'Events', eventOptions, { name: 'events' })],
	[
		listInput('others', 'Other Event Codes', {
			placeholder: 'e.g. restore_customer',
			description: 'Codes that are not in the list of events, separated by commas',
		}),
		integerInput('sort', 'Sort', { description: 'Its place among the webhooks' }),
	],
);

/** Codes of the list and others go to amoCRM as one list. */
const form: Form = {
	...inputs,
	encode: async (session, item, gaps) => {
		const { body, nameOf } = await inputs.encode(session, item, gaps);
		const { settings, others, ...rest } = body as { settings: string[]; others?: string[] };
		return { body: { ...rest, settings: [...settings, ...(others ?? [])] }, nameOf };
	},
};

export const subscribe = writeOperation({
	name: 'subscribe',
	displayName: 'Subscribe',
	description:
		'Let amoCRM call an address when something happens; the same address again changes its events',
	action: 'Subscribe a webhook',
	method: 'POST',
	path: webhook.path,
	parts: [destination],
	form,
	also: ({ destination: address }) => ({ destination: address }),
});
