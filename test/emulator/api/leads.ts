import { omit } from 'lodash';
import { firstStage, LOST, WON, type Pipeline } from '../state/account';
import type { Model } from '../state/collection';
import type { Item } from './batch';
import {
	applyCard,
	blankCard,
	cardFields,
	cardFilters,
	embedded,
	linkAll,
	presentCard,
	searchTexts,
	shownContacts,
	shownElements,
	shownRefs,
	touch,
	type Ref,
} from './cards';
import {
	choice,
	existing,
	flag,
	integer,
	listOf,
	moment,
	notAChoice,
	object,
	orNull,
	text,
	type Fields,
	type Problem,
} from './checks';
import { numbers, range, stagePairs } from './filters';
import type { ApiCall, Endpoint } from './kit';
import { resourceEndpoints, type Resource } from './resource';

/** amocrm.ru/developers: crm/leads-api. */
export const leadFields: Fields = {
	...cardFields('leads'),
	name: text(),
	price: integer({ min: 0 }),
	status_id: integer(),
	pipeline_id: existing('leads/pipelines'),
	closed_at: orNull(moment),
	loss_reason_id: orNull(existing('leads/loss_reasons')),
	visitor_uid: { check: orNull(text()), only: 'create' },
};

const contactRef = object({
	id: { check: existing('contacts'), required: 'always' },
	is_main: flag,
});
const companyRef = object({ id: { check: existing('companies'), required: 'always' } });

export const sourceRef = object({ external_id: text({ min: 1 }), type: choice('widget') });

/** Which pipeline a write means: the one it names, that of its stage, or where the lead is. */
function pipelineFor(call: ApiCall, value: Record<string, unknown>, model?: Model): Pipeline {
	const { account } = call;
	const named = account.pipeline(value.pipeline_id);
	if (named) return named;
	const current = account.pipeline(model?.pipeline_id) ?? account.mainPipeline();
	if (value.status_id === undefined || value.status_id === WON || value.status_id === LOST) {
		return current;
	}
	const owner = account
		.pipelines()
		.find(({ stages }) => stages.some(({ id }) => id === value.status_id));
	return owner ?? current;
}

/** The stage must be one of its pipeline's, and not the one for incoming leads. */
export function stageProblems(call: ApiCall, { value }: Item, model?: Model): Problem[] {
	if (value.status_id === undefined) return [];
	const { stages } = pipelineFor(call, value, model);
	const stage = stages.find(({ id }) => id === value.status_id);
	return stage && stage.type !== 1 ? [] : notAChoice('status_id');
}

function applyStage(call: ApiCall, lead: Model, value: Record<string, unknown>): void {
	const pipeline = pipelineFor(call, value, lead);
	const moves = value.status_id !== undefined || pipeline.id !== lead.pipeline_id;
	lead.pipeline_id = pipeline.id;
	if (!moves) return;
	lead.status_id = value.status_id ?? firstStage(pipeline).id;
	const isClosed = lead.status_id === WON || lead.status_id === LOST;
	lead.closed_at = isClosed ? (value.closed_at ?? lead.closed_at ?? call.now) : null;
}

export function createLead(call: ApiCall, value: Record<string, unknown>): Model {
	const { account, userId, now } = call;
	const lead: Model = {
		...blankCard(account, userId, now),
		price: 0,
		status_id: 0,
		pipeline_id: 0,
		loss_reason_id: null,
		closed_at: null,
		score: null,
		labor_cost: null,
	};
	applyCard(account, 'leads', lead, omit(value, 'visitor_uid'));
	lead.name = value.name ?? `Lead #${lead.id}`;
	applyStage(call, lead, value);
	const { contacts, companies } = (value._embedded ?? {}) as Record<string, Ref[] | undefined>;
	linkAll(account, 'leads', lead.id as number, 'contacts', contacts);
	linkAll(account, 'leads', lead.id as number, 'companies', companies);
	return lead;
}

function updateLead(call: ApiCall, lead: Model, value: Record<string, unknown>): void {
	applyCard(call.account, 'leads', lead, omit(value, ['status_id', 'pipeline_id']));
	applyStage(call, lead, value);
	touch(call, lead, value);
}

const present = presentCard('leads', (call, model, withs) => {
	const { account } = call;
	const reason = account.collection('leads/loss_reasons').get(model.loss_reason_id);
	return {
		companies: shownRefs(call, 'leads', model, 'companies'),
		...(withs.has('contacts') ? { contacts: shownContacts(call, 'leads', model) } : {}),
		...(withs.has('loss_reason') ? { loss_reason: reason ? [reason] : [] } : {}),
		...(withs.has('catalog_elements')
			? { catalog_elements: shownElements(call, 'leads', model) }
			: {}),
		...(withs.has('source') ? { source: model.source ?? null } : {}),
	};
});

function presentLead(call: ApiCall, model: Model, withs: Set<string>) {
	const { id, updated_at, updated_by, is_deleted } = model;
	if (withs.has('only_deleted')) return { id, updated_at, updated_by, is_deleted };
	return {
		...present(call, model, withs),
		...(withs.has('source_id') ? { source_id: model.source_id ?? null } : {}),
		...(withs.has('is_price_modified_by_robot') ? { is_price_modified_by_robot: false } : {}),
	};
}

export const LEADS: Resource = {
	path: '/leads',
	key: 'leads',
	missing: 204,
	present: presentLead,
	list: {
		filtersAreOptional: true,
		filters: {
			...cardFilters('leads'),
			price: range('price'),
			statuses: stagePairs,
			pipeline_id: numbers('pipeline_id'),
			closed_at: range('closed_at'),
		},
		orders: ['created_at', 'updated_at', 'id'],
		withs: [
			'catalog_elements',
			'is_price_modified_by_robot',
			'loss_reason',
			'contacts',
			'only_deleted',
			'source_id',
			'source',
		],
		searchIn: searchTexts,
	},
	write: {
		fields: {
			...leadFields,
			_embedded: embedded('leads', {
				contacts: listOf(contactRef),
				companies: listOf(companyRef, { max: 1 }),
				source: sourceRef,
			}),
		},
		also: stageProblems,
		create: createLead,
		update: updateLead,
		answerCreate: ({ id }) => ({ id }),
		answerUpdate: ({ id, updated_at }) => ({ id, updated_at }),
	},
};

export const leadEndpoints: Endpoint[] = resourceEndpoints(LEADS);
