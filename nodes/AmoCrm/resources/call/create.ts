import { AmoCrmProblem } from '../../../shared/problem';
import type { Entity } from '../../factories/entity';
import { inputForm } from '../../factories/form';
import { choiceInput, lookupInput, momentInput } from '../../factories/input';
import { inBatches, type Sending } from '../../factories/write';
import { createOperation } from '../../factories/writeOperations';
import { users } from '../../../shared/editor/lookup';
import { callDetails, duration, phone, telephony } from './fields';

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
const sending: Sending = {
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

export const create = createOperation(
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
	sending,
);
