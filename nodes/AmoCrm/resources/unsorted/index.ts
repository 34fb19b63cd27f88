import { pipelines, stages } from '../../../shared/editor/pipelines';
import { cardParts, leadOrCustomer } from '../../cards/anyCard';
import { FIRST_VERSION, locate, ownPart, shownIf, SINCE_1_1, textIn } from '../../factories/entity';
import {
	choicesFilter,
	exactFilter,
	type Filter,
	lookupFilter,
	momentFilters,
} from '../../factories/filter';
import { type Form, inputForm } from '../../factories/form';
import { type Input, integerInput, lookupInput } from '../../factories/input';
import { type AccountOperation, lookupsOf, offersOf, perItem } from '../../factories/operation';
import { plain } from '../../factories/plain';
import {
	filtersParameter,
	getOperation,
	listOperation,
	readCriteria,
} from '../../factories/readOperations';
import { inAccount } from '../../factories/resource';
import { writeOperation } from '../../factories/writeOperations';
import { contact } from '../contact';
import { createForm, createSip } from './create';
import { unsorted, userInput } from './unsorted';

const uid = exactFilter('uid', 'UID', 'filter[uid]');

const pipeline: Filter = lookupFilter('pipelines', 'Pipeline', 'pipeline_id', pipelines);

const listFilters: Filter[] = [
	uid,
	choicesFilter('categories', 'Categories', 'category', [
		{ name: 'Calls', value: 'sip' },
		{ name: 'Chats', value: 'chats' },
		{ name: 'Forms', value: 'forms' },
		{ name: 'Mails', value: 'mail' },
	]),
	pipeline,
];

const summaryFilters: Filter[] = [
	uid,
	pipeline,
	...momentFilters('created', 'Created', 'created_at'),
];

const SUMMARY_PATH = `${unsorted.path}/summary`;

const summary: AccountOperation = {
	name: 'summary',
	displayName: 'Get Summary',
	description: 'Count the incoming leads: those that wait, were accepted and declined',
	action: 'Get a summary of incoming leads',
	api: `GET ${SUMMARY_PATH}`,
	properties: filtersParameter(summaryFilters),
	offers: { lookups: lookupsOf(summaryFilters) },
	run: (session, items) =>
		perItem(items, async (item) => {
			const criteria = await readCriteria(summaryFilters, item, session, {});
			const query = Object.assign({}, ...criteria.map(({ query: asked }) => asked));
			const answer = await session.request({ method: 'GET', path: SUMMARY_PATH, query });
			return answer ? [plain(answer)] : [];
		}),
};

const CONTACT_KEY = 'metadata.contact_id';
const contactDescription = 'The contact of the card that the chat belongs to';

const contactId = integerInput(CONTACT_KEY, 'Contact ID', {
	name: 'contactId',
	description: contactDescription,
});

const contactPart = locate(contact, { required: false, description: contactDescription });

/** Nodes of the first version have a number instead. */
const contactInput: Input = {
	key: CONTACT_KEY,
	property: shownIf(contactPart.property, SINCE_1_1),
	encode: (value) => (textIn(value) === '' ? undefined : contactPart.read(value)),
};

const linkInputs = inputForm(
	[],
	[userInput, { ...contactId, property: shownIf(contactId.property, FIRST_VERSION) }, contactInput],
);

/** What is said of the card stands together. */
const linkForm: Form = {
	...linkInputs,
	offers: offersOf([contactPart], linkInputs.offers),
	encode: async (session, item, gaps) => {
		const { body, nameOf } = await linkInputs.encode(session, item, gaps);
		const { metadata, ...rest } = body;
		const linkChat = { entity_type: gaps.cardType, entity_id: gaps.card, metadata };
		return { body: { ...rest, link: linkChat }, nameOf };
	},
};

const link = writeOperation({
	name: 'link',
	displayName: 'Link',
	description: 'Put an incoming chat on a card that is there already',
	action: 'Link an incoming lead to a card',
	method: 'POST',
	path: `${unsorted.path}/{id}/link`,
	parts: [ownPart(unsorted), ...cardParts(leadOrCustomer)],
	form: linkForm,
});

const get = getOperation(unsorted);

const accept = writeOperation({
	name: 'accept',
	displayName: 'Accept',
	description: 'Make a lead of an incoming one, with its contact and company',
	action: 'Accept an incoming lead',
	method: 'POST',
	path: `${unsorted.path}/{id}/accept`,
	parts: [ownPart(unsorted)],
	form: inputForm([], [userInput, lookupInput('status_id', 'Stage', stages)]),
});

const getAll = listOperation(unsorted, {
	filters: listFilters,
	readBy: 'created_at',
	orders: [
		{ name: 'Creation', value: 'created_at' },
		{ name: 'Last Change', value: 'updated_at' },
	],
});

const decline = writeOperation({
	name: 'decline',
	displayName: 'Decline',
	description: 'Refuse an incoming lead',
	action: 'Decline an incoming lead',
	method: 'DELETE',
	path: `${unsorted.path}/{id}/decline`,
	parts: [ownPart(unsorted)],
	form: inputForm([], [userInput]),
});

export const unsortedResource = inAccount({
	name: 'unsorted',
	displayName: 'Incoming Lead (Unsorted)',
	operations: [accept, createForm, createSip, decline, get, getAll, link, summary],
});
