import { randomBytes } from 'node:crypto';
import { isEqual, omit, pick } from 'lodash';
import type { Model } from '../state/collection';
import { heldBack, PARTS, unsortedOf, waiting, type Part, type Unsorted } from '../state/unsorted';
import { complain, readBatch, type Item } from './batch';
import { embedded } from './cards';
import { existing, listOf, moment, must, notAChoice, object, text, type Check } from './checks';
import { companyFields, createCompany } from './companies';
import { contactFields, createContact } from './contacts';
import { numbers, texts } from './filters';
import { keptMetadata, METADATA, putAmongIncoming, shownParts } from './incoming';
import { recordChange } from './journal';
import { hal, noContent, self, type ApiCall, type Endpoint } from './kit';
import { createLead, leadFields } from './leads';
import { answerList } from './list';

/** Incoming leads. amocrm.ru/developers: crm/unsorted-api. */
type Category = keyof typeof METADATA;

const one = (check: Check) => listOf(check, { min: 1, max: 1 });

/** Calls come with a contact. */
const checkOf = (category: Category): Check => {
	const contacts = one(object({ ...contactFields, _embedded: embedded('contacts') }));
	const parts = object({
		leads: one(object({ ...leadFields, _embedded: embedded('leads') })),
		contacts: category === 'sip' ? must(contacts) : contacts,
		companies: one(object({ ...companyFields, _embedded: embedded('companies') })),
	});
	return object({
		source_name: must(text({ min: 1 })),
		source_uid: must(text({ min: 1 })),
		metadata: must(object(METADATA[category])),
		pipeline_id: existing('leads/pipelines'),
		created_at: moment,
		_embedded: category === 'sip' ? must(parts) : parts,
	});
};

const MAKERS: Record<Part, typeof createContact> = {
	contacts: createContact,
	companies: createCompany,
};

type Parts = Partial<Record<Part | 'leads', Array<Record<string, unknown>>>>;

export function blankUnsorted({ account, now }: ApiCall): Unsorted {
	const uid = randomBytes(30).toString('hex');
	return {
		id: uid,
		uid,
		source_uid: null,
		source_name: null,
		category: 'chats',
		pipeline_id: account.mainPipeline().id,
		created_at: now,
		updated_at: now,
		metadata: {},
		account_id: account.info.id,
		state: 'waiting',
		sorted_at: null,
		lead_id: null,
		contact_id: null,
		company_id: null,
		sent: null,
	};
}

function makeLead(call: ApiCall, asked: Record<string, unknown>, pipelineId: number): Model {
	const { account } = call;
	const lead = createLead(call, {
		...omit(asked, 'status_id', 'loss_reason_id', 'closed_at'),
		pipeline_id: pipelineId,
	});
	putAmongIncoming(account, lead);
	account.collection('leads').insert(lead);
	recordChange(call, lead, { collection: 'leads' });
	return lead;
}

/** A lead that waits, with what comes along. */
export function addUnsorted(call: ApiCall, given: Partial<Unsorted>, parts: Parts): Unsorted {
	const { account } = call;
	const unsorted: Unsorted = { ...blankUnsorted(call), ...given };
	unsorted.id = unsorted.uid;
	const lead = makeLead(call, parts.leads?.[0] ?? {}, unsorted.pipeline_id);
	unsorted.lead_id = lead.id as number;
	for (const part of Object.keys(PARTS) as Part[]) {
		const [wish] = parts[part] ?? [];
		if (!wish) continue;
		const id = heldBack(account, part).insert(MAKERS[part](call, wish)).id as number;
		unsorted[PARTS[part]] = id;
		account.links.join({ type: 'leads', id: unsorted.lead_id }, { type: part, id });
	}
	account.collection('leads/unsorted').insert(unsorted);
	recordChange(call, unsorted, { collection: 'leads/unsorted' });
	return unsorted;
}

function create(call: ApiCall, category: Category, value: Record<string, unknown>): Unsorted {
	const {
		_embedded: parts = {},
		metadata: sent,
		...given
	} = value as { _embedded?: Parts } & Model;
	const metadata = keptMetadata(category, sent as Record<string, unknown>);
	return addUnsorted(call, { ...given, category, metadata, sent: value }, parts);
}

/** Nothing can wait twice. */
function repeated(call: ApiCall, { value }: Item, earlier: Item[]) {
	const sent = [
		...waiting(call.account).map((other) => other.sent),
		...earlier.map((i) => i.value),
	];
	return sent.some((other) => isEqual(other, value)) ? notAChoice('source_uid') : [];
}

const linked = (call: ApiCall, unsorted: Unsorted) => ({
	_links: self(call, `/leads/unsorted/${unsorted.uid}`),
	_embedded: shownParts(call, unsorted),
});

const READ_KEYS =
	'uid source_uid source_name category pipeline_id created_at metadata account_id'.split(' ');

const present = (call: ApiCall, model: Model) => ({
	...pick(model, READ_KEYS),
	...linked(call, model as Unsorted),
});

const adding = (category: Category): Endpoint => ({
	method: 'POST',
	path: `/leads/unsorted/${category}`,
	run(call) {
		const items = readBatch(call, { check: checkOf(category), mode: 'create' });
		complain(items, (item) => repeated(call, item, items.slice(0, item.index)));
		const unsorted = items.map(({ requestId, value }) => {
			const made = create(call, category, value);
			const { uid, account_id } = made;
			return { uid, account_id, request_id: requestId, ...linked(call, made) };
		});
		return hal({ _total_items: unsorted.length, _embedded: { unsorted } });
	},
});

export const unsortedEndpoints: Endpoint[] = [
	{
		method: 'GET',
		path: '/leads/unsorted',
		run: (call) =>
			answerList(call, {
				models: waiting(call.account),
				path: '/leads/unsorted',
				key: 'unsorted',
				rules: {
					filters: {
						uid: texts('uid'),
						category: texts('category'),
						pipeline_id: numbers('pipeline_id'),
					},
					orders: ['created_at', 'updated_at'],
				},
				present,
			}),
	},
	{
		method: 'GET',
		path: '/leads/unsorted/:uid*',
		run(call) {
			const found = unsortedOf(call.account).find(({ uid }) => uid === call.params.uid);
			return found?.state === 'waiting' ? hal(present(call, found)) : noContent();
		},
	},
	adding('sip'),
	adding('forms'),
];
