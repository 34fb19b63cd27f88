import { get, pickBy } from 'lodash';

import type { Platform } from '../../nodes/shared/address';
import { hookCodes, isDocumented } from '../../nodes/shared/hooks/codes';
import { embeddedIn, type Entity } from './ask';
import type { Ids } from './kinds';
import { PAGES, post, patch, read, type Step } from './step';

const API = '/api/v4';

const CUSTOMERS: Step[] = [
	post('customer', 'customer', '/customers', PAGES.customers, (_ids, name) => ({
		name,
		next_date: 1_900_000_000,
		next_price: 100,
	})),
	patch('the customer changes', '/customers/{customer}', PAGES.customers, () => ({
		next_price: 200,
	})),
	read('the customer is read', '/customers/{customer}', PAGES.customers, {
		with: 'contacts,companies,catalog_elements',
	}),
	post(
		'purchase',
		'purchase',
		'/customers/{customer}/transactions',
		PAGES.customers,
		(_ids, name) => ({ price: 50, comment: name }),
	),
].map((step) => ({ ...step, isOfCustomers: true }));

/** The ids among these; what has none is found by its name. */
const idsAmong = (found: Record<string, unknown>): Ids =>
	pickBy(found, (id): id is number => typeof id === 'number');

/** What a complex lead is answered with: one list, outside of `_embedded`. */
function cameAlong(answer: unknown): Ids {
	const [made] = Array.isArray(answer) ? (answer as Entity[]) : [];
	return idsAmong({
		'complex lead': made?.id,
		'complex lead contact': made?.contact_id,
		'complex lead company': made?.company_id,
	});
}

const COMPLEX: Step[] = [
	post(
		'complex lead',
		'lead',
		'/leads/complex',
		PAGES.leads,
		(ids, name) => ({
			name,
			pipeline_id: ids.pipeline,
			status_id: ids['first stage'],
			_embedded: {
				contacts: [{ name: `${name} contact` }],
				companies: [{ name: `${name} company` }],
			},
		}),
		{ along: ['contact', 'company'], also: cameAlong },
	),
	read('the complex lead is read', '/leads/{complex lead}', PAGES.leads, { with: 'contacts' }),
];

const form = (ids: Ids, name: string, cards: Entity) => ({
	source_name: name,
	source_uid: name,
	pipeline_id: ids.pipeline,
	metadata: {
		form_id: 'conform',
		form_name: name,
		form_page: 'https://example.com/',
		form_sent_at: 1_764_000_000,
		ip: '192.0.2.1',
		referer: 'https://example.com/',
	},
	_embedded: cards,
});

const FORMS = '/leads/unsorted/forms';

function accepted(answer: Entity): Ids {
	const { leads, contacts } = embeddedIn(answer);
	return idsAmong({
		'accepted lead': get(leads, [0, 'id']),
		'accepted lead contact': get(contacts, [0, 'id']),
	});
}

/** One is accepted, and is a lead from then on; the other is declined when everything is removed. */
const INCOMING: Step[] = [
	post('incoming lead', 'incoming lead', FORMS, PAGES.unsorted, (ids, name) =>
		form(ids, name, { leads: [{ name }], contacts: [{ name }] }),
	),
	read('the incoming lead is read', '/leads/unsorted/{incoming lead}', PAGES.unsorted),
	post('incoming lead to accept', 'incoming lead', FORMS, PAGES.unsorted, (ids, name, nameOf) => {
		const lead = nameOf('accepted lead');
		return form(ids, name, { leads: [{ name: lead }], contacts: [{ name: `${lead} contact` }] });
	}),
	{
		title: 'accepted lead',
		makes: 'lead',
		along: ['contact'],
		also: accepted,
		read: `POST ${API}/leads/unsorted/{uid}/accept`,
		page: PAGES.unsorted,
		call: (ids) => ({
			method: 'POST',
			path: `${API}/leads/unsorted/${ids['incoming lead to accept']}/accept`,
			body: { status_id: ids['first stage'] },
		}),
	},
];

const CONTENT = 'conform';

/** Where the bytes go: an address of the drive itself. */
const uploadPath = (answer: Entity): Ids => {
	const address = String(answer.upload_url);
	return URL.canParse(address) ? { 'upload path': new URL(address).pathname } : {};
};

const FILES: Step[] = [
	{
		title: 'upload',
		also: uploadPath,
		read: 'POST /v1.0/sessions',
		page: PAGES.files,
		call: (_ids, _name, nameOf) => ({
			method: 'POST',
			path: '/v1.0/sessions',
			body: {
				file_name: `${nameOf('file')}.txt`,
				file_size: CONTENT.length,
				content_type: 'text/plain',
			},
		}),
	},
	{
		title: 'file',
		makes: 'file',
		read: 'POST /v1.0/sessions/upload',
		page: PAGES.files,
		call: (ids) => ({ method: 'POST', path: String(ids['upload path']), bytes: CONTENT }),
	},
	{
		title: 'the file hangs on the lead',
		read: `PUT ${API}/leads/{lead}/files`,
		page: PAGES.files,
		call: ({ lead, file }) => ({
			method: 'PUT',
			path: `${API}/leads/${lead}/files`,
			body: [{ file_uuid: file }],
		}),
	},
	read('the files of the lead are read', '/leads/{lead}/files', PAGES.files),
];

const SOURCES: Step[] = [
	post('source', 'source', '/sources', PAGES.sources, (ids, name) => ({
		name,
		external_id: name.replaceAll(' ', '-'),
		pipeline_id: ids.pipeline,
	})),
	patch('the source gets another pipeline', '/sources/{source}', PAGES.sources, (ids) => ({
		pipeline_id: ids.pipeline,
	})),
];

/** What stands around the cards. */
export const STEPS_BEYOND_CARDS: Step[] = [
	...COMPLEX,
	...INCOMING,
	...FILES,
	...SOURCES,
	...CUSTOMERS,
];

/** Where amoCRM's calls arrive. */
export interface Called {
	/** `https://example.com/hooks` */
	address: string;
	platform: Platform;
}

/** Nobody has it, and nobody ever will: RFC 2606. */
const NOWHERE = 'https://conform.invalid';

/** The event that hardly ever happens. */
const QUIET = ['restore_company'];

const subscribing = (
	title: string,
	address: string,
	settings: string[],
	more: Partial<Step> = {},
): Step => ({
	title,
	read: `POST ${API}/webhooks`,
	page: PAGES.webhooks,
	call: (_ids, _name, nameOf) => ({
		method: 'POST',
		path: `${API}/webhooks`,
		body: {
			destination: `${address.replace(/\/+$/, '')}/${nameOf('webhook').replaceAll(' ', '-')}`,
			settings,
		},
	}),
	...more,
});

export const UNDOCUMENTED = 'webhook, with events that are not documented';

/** The webhook comes first: it is to tell of all that follows. */
export function webhookSteps(called?: Called): Step[] {
	const makes = { makes: 'webhook' };
	if (!called) return [subscribing('webhook', NOWHERE, QUIET, makes)];
	const { address, platform } = called;
	const all = hookCodes.map(({ code }) => code);
	const documented = all.filter((code) => isDocumented(code, platform));
	return [
		subscribing('webhook', address, documented, makes),
		subscribing(UNDOCUMENTED, address, all),
	];
}
