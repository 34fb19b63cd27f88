import { typesOn } from '../../../emulator/api/fieldValues';
import { catalogElement } from '../../../nodes/AmoCrm/resources/catalogElement/catalogElement';
import { company } from '../../../nodes/AmoCrm/resources/company/company';
import { contact } from '../../../nodes/AmoCrm/resources/contact/contact';
import { customer } from '../../../nodes/AmoCrm/resources/customer/customer';
import { lead } from '../../../nodes/AmoCrm/resources/lead/lead';
import { SAMPLES } from '../shared/fields/samples';

/** Whose fields each card has. */
export const CARDS = [
	{ card: lead, on: 'leads' },
	{ card: contact, on: 'contacts' },
	{ card: company, on: 'companies' },
	{ card: customer, on: 'customers' },
	{ card: catalogElement, on: 'catalogs/9' },
];

export const samplesOn = (on: string) => SAMPLES.filter(({ type }) => typesOn(on).includes(type));
