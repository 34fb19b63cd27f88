import { typesOn } from '../../../emulator/api/fieldValues';
import { catalogElement } from '../../../nodes/AmoCrm/resources/catalogElement';
import { company } from '../../../nodes/AmoCrm/resources/company';
import { contact } from '../../../nodes/AmoCrm/resources/contact';
import { customer } from '../../../nodes/AmoCrm/resources/customer';
import { lead } from '../../../nodes/AmoCrm/resources/lead';
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
