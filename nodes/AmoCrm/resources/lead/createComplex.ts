import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { complexForm } from './complexForm';

/** @see https://www.amocrm.ru/developers/content/crm_platform/leads-api */
export const createComplex = writeOperation({
	name: 'createComplex',
	displayName: 'Create With Contact and Company',
	description:
		'Create a lead together with its contact and company, under the duplicate control of the account',
	action: 'Create a lead with contact and company',
	method: 'POST',
	path: '/api/v4/leads/complex',
	// The answer is a bare list.
	collection: 'leads',
	form: complexForm,
	send: inBatches({ size: 50 }),
});
