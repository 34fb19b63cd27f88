import type { IDataObject } from 'n8n-workflow';

import { users } from '../../shared/editor/lookup';
import { AmoCrmProblem } from '../../shared/problem';
import type { Entity } from '../factories/entity';
import { inputForm } from '../factories/form';
import {
	choiceInput,
	type Input,
	integerInput,
	lookupInput,
	lookupsInput,
	momentInput,
	textInput,
} from '../factories/input';
import { plain } from '../factories/plain';
import { inAccount } from '../factories/resource';
import { inBatches, oneRequestEach, type Sending } from '../factories/write';
import { createOperation, writeOperation } from '../factories/writeOperations';

/** What a call is told by, as a call and as a note. */
export const phone = textInput('phone', 'Phone', { placeholder: 'e.g. +79990000001' });

export const duration = integerInput('duration', 'Duration in Seconds');

export const telephony = textInput('source', 'Source', {
	description: 'Name of the telephony that the call came through',
});

const responsibleText = textInput('call_responsible', 'Call Responsible', {
	description: 'ID of a user, or the name of somebody who is none',
});

/** A user by id as a number: amoCRM takes texts for names. */
const responsible: Input = {
	...responsibleText,
	encode: (value, zone) => {
		const text = String(responsibleText.encode(value, zone) ?? '').trim();
		if (text === '') return undefined;
		return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : text;
	},
};

export const callDetails: Input[] = [
	textInput('uniq', 'Unique ID', { description: 'Of the call, in the telephony' }),
	textInput('link', 'Recording URL'),
	responsible,
	textInput('call_result', 'Result'),
	choiceInput('call_status', 'Status', [
		{ name: 'Busy', value: 7 },
		{ name: 'Call Back Later', value: 2 },
		{ name: 'Left a Message', value: 1 },
		{ name: 'No Answer', value: 6 },
		{ name: 'Not There', value: 3 },
		{ name: 'Talked', value: 4 },
		{ name: 'Wrong Number', value: 5 },
	]),
];

/** @see https://www.amocrm.ru/developers/content/crm_platform/calls-api */
const call: Entity = {
	name: 'call',
	singular: 'call',
	plural: 'calls',
	path: '/api/v4/calls',
	collection: 'calls',
};

const nobodys = (domain: string, number: unknown, { details }: AmoCrmProblem) =>
	new AmoCrmProblem(
		'notFound',
		`Nobody in the account ${domain} has the number ${String(number)}.`,
		{
			...details,
			hint: 'amoCRM keeps a call with the contact, company or card of its number: create the contact first.',
		},
	);

const batches = inBatches();

/** amoCRM takes the calls of numbers that it knows and names the others beside them, with 400 where it knows none. */
const creating: Sending = {
	...batches,
	async send(client, batch, bodies) {
		const outcomes = await batches.send(client, batch, bodies);
		return outcomes.map((outcome, position) => {
			if (!('problem' in outcome)) return outcome;
			const { complaints = [] } = outcome.problem.details;
			const isUnknown = complaints.some(({ detail }) => /not found/i.test(detail));
			const { phone: number } = bodies[position];
			return isUnknown ? { problem: nobodys(client.domain, number, outcome.problem) } : outcome;
		});
	},
};

const create = createOperation(
	call,
	inputForm(
		[
			choiceInput('direction', 'Direction', [
				{ name: 'Incoming', value: 'inbound' },
				{ name: 'Outgoing', value: 'outbound' },
			]),
			phone,
			duration,
			telephony,
		],
		[
			...callDetails,
			lookupInput('responsible_user_id', 'Responsible User', users),
			lookupInput('created_by', 'Created By', users),
			lookupInput('updated_by', 'Updated By', users),
			momentInput('created_at', 'Created At'),
			momentInput('updated_at', 'Updated At'),
		],
	),
	creating,
);

const notifying: Sending = {
	...oneRequestEach,
	send: async (client, request, bodies) =>
		await oneRequestEach.send(
			client,
			request,
			bodies.map((body) => ({ add: [body] })),
		),
};

/** @see https://www.amocrm.ru/developers/content/telephony/call_event */
const notify = writeOperation({
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
	send: notifying,
	show: (answer) => {
		const { items = [] } = plain(answer) as { items?: IDataObject[] };
		return items[0] ?? {};
	},
});

export const callResource = inAccount({
	name: 'call',
	displayName: 'Call',
	operations: [create, notify],
});
