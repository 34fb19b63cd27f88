import { LOST, WON, type Pipeline, type Stage } from '../state/account';
import { makeStage } from '../state/seed';
import { complain, readBatch, readOne } from './batch';
import { choice, integer, object, text, type Fields } from './checks';
import { hal, noContent, pathId, refuse, self, type ApiCall, type Endpoint } from './kit';
import { answerList, readWith } from './list';
import { applyDescriptions, descriptions, wrongDescriptions } from './stageDescriptions';

/** Stages of a pipeline. amocrm.ru/developers: crm/leads_pipelines. */
export const MAX_STAGES = 100;

const COLORS =
	'#fffeb2 #fffd7f #fff000 #ffeab2 #ffdc7f #ffce5a #ffdbdb #ffc8c8 #ff8f92 #d6eaff #c1e0ff #98cbff #ebffb1 #deff81 #87f2c0 #f9deff #f3beff #ccc8f9 #eb93ff #f2f3f4 #e6e8ea';

export const stageColor = choice(...COLORS.split(' '));

const FIELDS: Fields = {
	name: { check: text({ min: 1 }), required: 'create' },
	sort: { check: integer({ min: 0 }), required: 'create' },
	color: stageColor,
	descriptions,
};

const pathTo = (call: ApiCall) => `/leads/pipelines/${call.params.pid}/statuses`;

export function presentStage(call: ApiCall, stage: Stage, withs?: Set<string>) {
	const { descriptions, ...shown } = stage;
	return {
		...shown,
		...(withs?.has('descriptions') ? { descriptions } : {}),
		_links: self(call, `/leads/pipelines/${stage.pipeline_id}/statuses/${stage.id}`),
	};
}

/** Answers to writes show the descriptions unasked. */
const presentWritten = (call: ApiCall, stage: Stage, requestId: string) => ({
	...presentStage(call, stage, new Set(['descriptions'])),
	request_id: requestId,
});

function pipelineOf(call: ApiCall): Pipeline {
	const pipeline = call.account.pipeline(pathId(call, 'pid'));
	if (!pipeline) throw refuse(404, 'Not found');
	return pipeline;
}

function stageOf(call: ApiCall): Stage {
	const stage = pipelineOf(call).stages.find(({ id }) => id === pathId(call));
	if (!stage) throw refuse(404, 'Not found');
	return stage;
}

function createStages(call: ApiCall) {
	const pipeline = pipelineOf(call);
	const items = readBatch(call, { check: object(FIELDS), mode: 'create' });
	complain(items, ({ value }) => wrongDescriptions(undefined, value.descriptions));
	if (pipeline.stages.length + items.length > MAX_STAGES) {
		throw refuse(400, `A pipeline has at most ${MAX_STAGES} stages`);
	}
	const statuses = items.map(({ requestId, value }) => {
		const { descriptions, ...wish } = value as { name: string; sort: number; color?: string } & {
			descriptions?: unknown;
		};
		const stage = makeStage(call.account.ids, call.account.info.id, pipeline.id, wish);
		applyDescriptions(call, stage, descriptions);
		pipeline.stages.push(stage);
		return presentWritten(call, stage, requestId);
	});
	return hal({ _total_items: statuses.length, _embedded: { statuses } });
}

function updateStage(call: ApiCall) {
	const stage = stageOf(call);
	const item = readOne(call, { check: object(FIELDS), mode: 'update' });
	complain([item], ({ value }) => wrongDescriptions(stage, value.descriptions));
	const { descriptions, ...others } = item.value;
	if (stage.type === 1 && others.sort !== undefined) throw refuse(400, 'This stage stays first');
	Object.assign(stage, others);
	applyDescriptions(call, stage, descriptions);
	return hal(presentWritten(call, stage, item.requestId));
}

function removeStage(call: ApiCall) {
	const stage = stageOf(call);
	const pipeline = pipelineOf(call);
	const isFixed = stage.type === 1 || stage.id === WON || stage.id === LOST;
	if (isFixed) throw refuse(400, 'This stage belongs to every pipeline');
	const isUsed = call.account
		.collection('leads')
		.all()
		.some((lead) => lead.status_id === stage.id && lead.pipeline_id === pipeline.id);
	if (isUsed) throw refuse(400, 'The stage still has leads');
	pipeline.stages = pipeline.stages.filter((other) => other !== stage);
	return noContent();
}

const LIST = { totals: true, unpaged: true, unlinked: true, withs: ['descriptions'] };

export const stageEndpoints: Endpoint[] = [
	{
		method: 'GET',
		path: '/leads/pipelines/:pid/statuses',
		run: (call) =>
			answerList(call, {
				models: [...pipelineOf(call).stages].sort((a, b) => a.sort - b.sort),
				path: pathTo(call),
				key: 'statuses',
				rules: LIST,
				present: (inner, stage, withs) => presentStage(inner, stage as Stage, withs),
			}),
	},
	{
		method: 'GET',
		path: '/leads/pipelines/:pid/statuses/:id',
		run: (call) => hal(presentStage(call, stageOf(call), readWith(call, LIST))),
	},
	{
		method: 'POST',
		path: '/leads/pipelines/:pid/statuses',
		adminOnly: true,
		run: createStages,
	},
	{
		method: 'PATCH',
		path: '/leads/pipelines/:pid/statuses/:id',
		adminOnly: true,
		run: updateStage,
	},
	{
		method: 'DELETE',
		path: '/leads/pipelines/:pid/statuses/:id',
		adminOnly: true,
		run: removeStage,
	},
];
