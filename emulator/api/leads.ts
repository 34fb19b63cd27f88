import { omit } from 'lodash';
import { problem, Refusal } from '../net/message';
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
	links,
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
	number,
	object,
	orNull,
	text,
	type Check,
	type Fields,
	type Problem,
} from './checks';
import { numbers, range, stagePairs } from './filters';
import type { ApiCall, Endpoint } from './kit';
import { presentReason } from './lossReasons';
import { resourceEndpoints, type Resource, type Target } from './resource';
import { ownSources } from './sources';

/** Only Kommo's have cents: github.com/amocrm/amocrm-api-php, pull request 620. */
const price: Check = (value, path, context) => {
	const isWhole = context.account.info.platform === 'amocrm';
	return (isWhole ? integer({ min: 0 }) : number({ min: 0 }))(value, path, context);
};

/** amocrm.ru/developers: crm/leads-api. */
export const leadFields: Fields = {
	...cardFields('leads'),
	name: text(),
	price,
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

/** A reason stays with a lead that returns to work, and can not be written back: github.com/amocrm/amocrm-api-php, issue 88. */
export function refuseReasons(targets: Target[]): void {
	const wrong = targets.filter(({ item: { value }, model }) => {
		const isGiven = value.loss_reason_id !== undefined && value.loss_reason_id !== null;
		return isGiven && (value.status_id ?? model?.status_id) !== LOST;
	});
	if (wrong.length === 0) return;
	const message = 'Loss reason can be specified only for lost lead';
	// Leads are named by their ids. Guess: of new ones, which have none, a list stands there.
	const named = wrong.flatMap(({ model }) => (model ? [[model.id, message]] : []));
	const errors = named.length > 0 ? Object.fromEntries(named) : wrong.map(() => message);
	throw new Refusal(problem(400, 'Invalid request body', { errors }));
}

/** The source that a new lead names. */
function sourceIn(call: ApiCall, { _embedded: embedded }: Record<string, unknown>) {
	const { source } = (embedded ?? {}) as { source?: { external_id?: unknown } };
	const found = ownSources(call).find(({ external_id }) => external_id === source?.external_id);
	return { isNamed: source !== undefined, source: found };
}

/** A lead goes where its source is, unless it says where. */
function placed(call: ApiCall, value: Record<string, unknown>): Record<string, unknown> {
	const { source } = sourceIn(call, value);
	return source ? { pipeline_id: source.pipeline_id, ...value } : value;
}

/** The stage must be one of its pipeline's, and not the one for incoming leads. */
function stageProblems(call: ApiCall, value: Record<string, unknown>, model?: Model): Problem[] {
	if (value.status_id === undefined) return [];
	const { stages } = pipelineFor(call, value, model);
	const stage = stages.find(({ id }) => id === value.status_id);
	return stage && stage.type !== 1 ? [] : notAChoice('status_id');
}

export function leadProblems(call: ApiCall, { value }: Item, model?: Model): Problem[] {
	const { isNamed, source } = sourceIn(call, value);
	return [
		...stageProblems(call, placed(call, value), model),
		// Guess: a source that was not made by the API of sources is taken like any other.
		...(isNamed && !source ? notAChoice('_embedded.source.external_id') : []),
	];
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
	applyStage(call, lead, placed(call, value));
	const { source } = sourceIn(call, value);
	if (source) {
		Object.assign(lead, { source_id: source.id, source: { id: source.id, name: source.name } });
	}
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
	const reasons = reason ? [presentReason(call, reason)] : [];
	return {
		companies: shownRefs(call, 'leads', model, 'companies'),
		...(withs.has('contacts') ? { contacts: shownContacts(call, 'leads', model) } : {}),
		...(withs.has('loss_reason') ? { loss_reason: reasons } : {}),
		...(withs.has('catalog_elements')
			? { catalog_elements: shownElements(call, 'leads', model) }
			: {}),
		...(withs.has('source') ? { source: model.source ?? null } : {}),
	};
});

/** The old key stays whole. */
function shownPrice({ account }: ApiCall, { price, is_deleted: isDeleted }: Model) {
	if (account.info.platform === 'amocrm' || isDeleted === true) return {};
	return { price: Math.trunc(Number(price)), price_with_minor_units: price };
}

function presentLead(call: ApiCall, model: Model, withs: Set<string>) {
	return {
		...present(call, model, withs),
		...shownPrice(call, model),
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
				contacts: links(listOf(contactRef)),
				companies: links(listOf(companyRef, { max: 1 })),
				source: { check: sourceRef, only: 'create' },
			}),
		},
		also: leadProblems,
		refuse: refuseReasons,
		create: createLead,
		update: updateLead,
		answerCreate: ({ id }) => ({ id }),
		answerUpdate: ({ id, updated_at }) => ({ id, updated_at }),
	},
};

export const leadEndpoints: Endpoint[] = resourceEndpoints(LEADS);
