import type { IDataObject } from 'n8n-workflow';

import { inputForm } from '../../factories/form';
import { lookupsInput, textInput } from '../../factories/input';
import { oneRequestEach, type Sending } from '../../factories/write';
import { plain } from '../../factories/plain';
import { writeOperation } from '../../factories/writeOperations';
import { users } from '../../../shared/editor/lookup';

const send: Sending = {
	...oneRequestEach,
	send: async (client, call, bodies) =>
		await oneRequestEach.send(
			client,
			call,
			bodies.map((body) => ({ add: [body] })),
		),
};

/** @see https://www.amocrm.ru/developers/content/telephony/call_event */
export const notify = writeOperation({
	name: 'notify',
	displayName: 'Notify',
	description: 'Show users that somebody is calling, with the card of the caller',
	action: 'Notify about a call',
	method: 'POST',
	path: '/api/v2/events/',
	form: inputForm(
		[textInput('phone_number', 'Phone', { placeholder: 'e.g. +79990000001' })],
		[lookupsInput('users', 'Users', users)],
	),
	also: () => ({ type: 'phone_call' }),
	send,
	show: (answer) => {
		const { items = [] } = plain(answer) as { items?: IDataObject[] };
		return items[0] ?? {};
	},
});
