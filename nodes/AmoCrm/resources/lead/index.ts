import { getCard, updateCards, upsertCards, createCards, listCards } from '../../cards/operations';
import { refuseEmpty } from '../../cards/mapperForm';
import { returnCards, returnForm } from '../../cards/wholeCard';
import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { complexForm } from './complexForm';
import { lead } from './lead';

const get = getCard(lead);

const update = updateCards(lead);

const upsert = upsertCards(lead);

const create = createCards(lead);

const getAll = listCards(lead);

/** @see https://www.amocrm.ru/developers/content/crm_platform/leads-api */
const createComplex = returnCards(
	lead,
	writeOperation({
		name: 'createComplex',
		displayName: 'Create With Contact and Company',
		description:
			'Create a lead together with its contact and company, under the duplicate control of the account',
		action: 'Create a lead with contact and company',
		method: 'POST',
		path: '/api/v4/leads/complex',
		// The answer is a bare list.
		collection: 'leads',
		form: returnForm(lead, refuseEmpty(lead, complexForm)),
		send: inBatches({ size: 50 }),
	}),
);

export const leadResource = inAccount({
	name: 'lead',
	displayName: 'Lead',
	operations: [create, createComplex, get, getAll, update, upsert],
});
