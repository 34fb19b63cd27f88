import { AmoCrmProblem } from '../../../shared/problem';
import { getCard, updateCards, upsertCards, createCards, listCards } from '../../cards/operations';
import { inputForm } from '../../factories/form';
import { booleanInput, choiceInput } from '../../factories/input';
import { explaining } from '../../factories/operation';
import { writeOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { customer } from './customer';

const get = getCard(customer);

const update = updateCards(customer);

const upsert = upsertCards(customer);

const create = createCards(customer);

const getAll = listCards(customer);

/** Of this call 402 says that the plan is too small. */
const planTooSmall = ({ details }: AmoCrmProblem, domain: string) =>
	new AmoCrmProblem('paymentRequired', `The plan of ${domain} has no customers.`, {
		...details,
		hint: "Ask the account's owner for a plan with customers, and see that it is paid for.",
	});

const changeMode = writeOperation({
	name: 'setMode',
	displayName: 'Set Mode',
	description:
		'Switch customers of the account on or off, and choose what they are sorted by: segments or the next purchase',
	action: 'Set the mode of customers',
	method: 'PATCH',
	path: `${customer.path}/mode`,
	form: inputForm([
		choiceInput('mode', 'Mode', [
			{
				name: 'By Next Purchase',
				value: 'periodicity',
				description: 'Each customer has a status and the date of the next purchase',
			},
			{
				name: 'By Segments',
				value: 'segments',
				description: 'Each customer is in segments that users define',
			},
		]),
		booleanInput('is_enabled', 'Enabled', 'Whether the account has customers at all', {
			default: true,
		}),
	]),
});

/** @see https://www.amocrm.ru/developers/content/crm_platform/customers-api */
const setMode = explaining(changeMode, 'paymentRequired', (problem, { domain }) =>
	planTooSmall(problem, domain),
);

export const customerResource = inAccount({
	name: 'customer',
	displayName: 'Customer',
	operations: [create, get, getAll, setMode, update, upsert],
});
