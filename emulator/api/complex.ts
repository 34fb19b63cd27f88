import { omit } from 'lodash';
import type { Model } from '../state/collection';
import { complain, readBatch, type Item } from './batch';
import { embedded, type Ref } from './cards';
import {
	choice,
	existing,
	fine,
	listOf,
	must,
	notAChoice,
	object,
	type Check,
	type Fields,
} from './checks';
import { COMPANIES, companyFields, createCompany } from './companies';
import { CONTACTS, contactFields, createContact } from './contacts';
import { countFields } from './fieldList';
import { METADATA, putAmongIncoming } from './incoming';
import { recordChange } from './journal';
import { hal, isRecord, type ApiCall, type Endpoint } from './kit';
import { createLead, leadFields, leadProblems, LEADS, refuseReasons, sourceRef } from './leads';

/** `POST /leads/complex`: leads with a contact and a company each. amocrm.ru/developers: crm/leads-api. */
const MAX_LEADS = 50;
const MAX_FIELDS = 40;

const fewFields = (check: Check): Check => {
	return (value, path, context) => {
		const count = isRecord(value) ? countFields(value.custom_fields_values) : 0;
		if (count <= MAX_FIELDS) return check(value, path, context);
		const where = path === '' ? 'custom_fields_values' : `${path}.custom_fields_values`;
		return notAChoice(where, `At most ${MAX_FIELDS} fields are taken.`);
	};
};

/** Either a card that exists, by its id alone, or all that is needed to make one. */
const refOrNew = (collection: string, fields: Fields): Check => {
	const known = object({ id: existing(collection), is_main: fine });
	const fresh = fewFields(object({ ...fields, is_main: fine, request_id: fine }));
	return (value, path, context) =>
		(isRecord(value) && value.id !== undefined ? known : fresh)(value, path, context);
};

const CHECK = fewFields(
	object({
		...leadFields,
		_embedded: embedded('leads', {
			contacts: listOf(
				refOrNew('contacts', { ...contactFields, _embedded: embedded('contacts') }),
				{ max: 1 },
			),
			companies: listOf(
				refOrNew('companies', { ...companyFields, _embedded: embedded('companies') }),
				{ max: 1 },
			),
			metadata: object({
				category: must(choice('sip', 'forms')),
				...METADATA.sip,
				...METADATA.forms,
			}),
			source: sourceRef,
		}),
	}),
);

type Parts = Record<string, Array<Record<string, unknown>> | undefined>;

function refOf(
	call: ApiCall,
	part: Record<string, unknown> | undefined,
	path: string,
	create: (call: ApiCall, value: Record<string, unknown>) => Model,
): Ref | undefined {
	if (!part) return undefined;
	if (part.id !== undefined) return { id: part.id as number };
	const value = omit(part, ['is_main', 'request_id']);
	const collection = path.slice(1);
	const model = call.account.collection(collection).insert(create(call, value));
	recordChange(call, model, { collection });
	return { id: model.id as number };
}

function makeOne(call: ApiCall, { requestId, value }: Item) {
	const { contacts, companies, metadata, ...kept } = (value._embedded ?? {}) as Parts;
	const contact = refOf(call, contacts?.[0], CONTACTS.path, createContact);
	const company = refOf(call, companies?.[0], COMPANIES.path, createCompany);
	const lead = createLead(call, {
		...value,
		_embedded: { ...kept, contacts: contact && [contact], companies: company && [company] },
	});
	call.account.collection(LEADS.path.slice(1)).insert(lead);
	if (metadata) putAmongIncoming(call.account, lead);
	recordChange(call, lead, { collection: 'leads' });
	if (contact && company) {
		const { links } = call.account;
		links.join({ type: 'contacts', id: contact.id }, { type: 'companies', id: company.id });
	}
	return {
		id: lead.id,
		contact_id: contact?.id ?? null,
		company_id: company?.id ?? null,
		request_id: [requestId],
		merged: false,
	};
}

export const complexEndpoints: Endpoint[] = [
	{
		method: 'POST',
		path: '/leads/complex',
		run(call) {
			const items = readBatch(call, { check: CHECK, mode: 'create', max: MAX_LEADS });
			complain(items, (item) => leadProblems(call, item));
			refuseReasons(items.map((item) => ({ item })));
			return hal(items.map((item) => makeOne(call, item)));
		},
	},
];
