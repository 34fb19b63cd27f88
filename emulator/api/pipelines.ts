import { LOST, WON, type AccountState, type Pipeline, type Stage } from '../state/account';
import { fixedStages, makeStage } from '../state/seed';
import type { Model } from '../state/collection';
import { choice, flag, integer, listOf, object, orNull, text, type Fields } from './checks';
import { refuse, self, type ApiCall, type Endpoint } from './kit';
import { mustChange, resourceEndpoints } from './resource';
import { MAX_STAGES, presentStage, stageColor } from './stages';

/** amocrm.ru/developers: crm/leads_pipelines. */
const MAX_PIPELINES = 50;

/** Within a new pipeline: ordinary stages, and other names for the two that end every pipeline. */
const newStage = object({
	id: choice(WON, LOST),
	name: { check: text({ min: 1 }), required: 'always' },
	sort: integer({ min: 0 }),
	color: stageColor,
});

const FIELDS: Fields = {
	name: { check: text({ min: 1 }), required: 'create' },
	sort: { check: integer({ min: 0 }), required: 'create' },
	is_main: { check: flag, required: 'create' },
	is_unsorted_on: { check: flag, required: 'create' },
	_embedded: {
		check: orNull(object({ statuses: listOf(newStage, { max: MAX_STAGES }) })),
		only: 'create',
	},
};

type StageWish = { id?: number; name: string; sort?: number; color?: string };

function stagesOf({ ids, info }: AccountState, pipelineId: number, wishes: StageWish[]): Stage[] {
	const fixed = fixedStages(ids, info.id, pipelineId);
	for (const stage of fixed) {
		const wish = wishes.find(({ id }) => id === stage.id);
		if (wish) stage.name = wish.name;
	}
	const ordinary = wishes
		.filter(({ id }) => id !== WON && id !== LOST)
		.map(({ name, color, sort }, index) =>
			makeStage(ids, info.id, pipelineId, { name, color, sort: sort ?? 20 + 10 * index }),
		);
	const [unsorted, ...closed] = fixed;
	const first = makeStage(ids, info.id, pipelineId, { name: 'First contact', sort: 20 });
	return [unsorted, ...(ordinary.length > 0 ? ordinary : [first]), ...closed];
}

function keepOneMain(account: AccountState, main: Model): void {
	if (main.is_main !== true) return;
	for (const other of account.pipelines()) other.is_main = other.id === main.id;
}

function createPipeline({ account }: ApiCall, value: Record<string, unknown>): Pipeline {
	if (account.pipelines().length >= MAX_PIPELINES) {
		throw refuse(400, `An account has at most ${MAX_PIPELINES} pipelines`);
	}
	const id = account.ids.take('pipeline');
	const { statuses = [] } = (value._embedded ?? {}) as { statuses?: StageWish[] };
	const pipeline: Pipeline = {
		id,
		name: value.name,
		sort: value.sort,
		is_main: value.is_main === true,
		is_unsorted_on: value.is_unsorted_on,
		is_archive: false,
		account_id: account.info.id,
		stages: stagesOf(account, id, statuses),
	};
	keepOneMain(account, pipeline);
	return pipeline;
}

function presentPipeline(call: ApiCall, pipeline: Model) {
	const { stages, ...shown } = pipeline as Pipeline;
	return {
		...shown,
		_links: self(call, `/leads/pipelines/${pipeline.id}`),
		_embedded: { statuses: stages.map((stage) => presentStage(call, stage)) },
	};
}

function checkRemovable({ account }: ApiCall, pipeline: Model): void {
	if (account.pipelines().length === 1) throw refuse(400, 'The last pipeline must stay');
	const leads = account.collection('leads').all();
	if (leads.some((lead) => lead.pipeline_id === pipeline.id && lead.is_deleted !== true)) {
		throw refuse(400, 'The pipeline still has leads');
	}
}

export const pipelineEndpoints: Endpoint[] = resourceEndpoints({
	path: '/leads/pipelines',
	key: 'pipelines',
	missing: 404,
	present: presentPipeline,
	list: { totals: true, unpaged: true },
	write: {
		fields: FIELDS,
		adminOnly: true,
		noBatchUpdate: true,
		envelope: ['_total_items', '_links'],
		also: mustChange,
		oneRepeatsRequestId: true,
		create: createPipeline,
		update({ account }, pipeline, value) {
			Object.assign(pipeline, value);
			keepOneMain(account, pipeline);
		},
	},
	remove: checkRemovable,
});
