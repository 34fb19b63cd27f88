import { uniqBy } from 'lodash';
import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { readPipelines, type Pipeline } from '../account/names';
import type { AccountSession } from '../account/session';
import { misfit, splitList } from '../fields/values';
import { type Lookup, toOption } from './lookup';

export const pipelines: Lookup = {
	method: 'getPipelines',
	load: async (session) => (await readPipelines(session)).map(toOption),
};

/** Won and lost have these numbers in every pipeline. */
const FINAL = new Set([142, 143]);

const eachStage = (
	all: Pipeline[],
	toStage: (pipeline: Pipeline, stage: IDataObject) => INodePropertyOptions,
): INodePropertyOptions[] =>
	all.flatMap((pipeline) => pipeline._embedded.statuses.map((stage) => toStage(pipeline, stage)));

/** Stages of all pipelines; won and lost are named once. */
export const stages: Lookup = {
	method: 'getStages',
	load: async (session) => {
		const all = eachStage(await readPipelines(session), ({ name: pipeline }, { id, name }) => ({
			name: FINAL.has(Number(id)) ? String(name) : `${pipeline}: ${String(name)}`,
			value: Number(id),
		}));
		return uniqBy(all, 'value');
	},
};

const withPipeline = (all: Pipeline[]) =>
	eachStage(all, (pipeline, { id, name }) => ({
		name: `${pipeline.name}: ${String(name)}`,
		value: `${Number(pipeline.id)}/${Number(id)}`,
	}));

/** Stages with their pipeline, as `7/142`. */
export const stagesOfPipelines: Lookup = {
	method: 'getStagesOfPipelines',
	load: async (session) => withPipeline(await readPipelines(session)),
};

/** The same, preceded by won and lost in any pipeline, as `any/142`. */
export const stagesAnywhere: Lookup = {
	method: 'getStagesAnywhere',
	async load(session) {
		const all = await readPipelines(session);
		const final = eachStage(all, (_pipeline, { id, name }) => ({
			name: `Any Pipeline: ${String(name)}`,
			value: FINAL.has(Number(id)) ? `any/${Number(id)}` : '',
		})).filter(({ value }) => value !== '');
		return [...uniqBy(final, 'value'), ...withPipeline(all)];
	},
};

/** The numbers in `7/142`. */
export function readStage(displayName: string, value: unknown) {
	const [, pipeline, stage] = /^\s*(\d+)\/(\d+)\s*$/.exec(String(value)) ?? [];
	if (stage) return { pipeline_id: Number(pipeline), status_id: Number(stage) };
	throw misfit(displayName, value, 'a pipeline and a stage, for example 7/142');
}

type Stage = ReturnType<typeof readStage>;

/** A stage; without a pipeline it is one of every pipeline. */
export type WantedStage = Partial<Stage> & Pick<Stage, 'status_id'>;

/** The numbers in `7/142` or `any/142`. */
export function readWantedStage(displayName: string, value: unknown): WantedStage {
	const [, stage] = /^\s*any\/(\d+)\s*$/i.exec(String(value)) ?? [];
	return stage ? { status_id: Number(stage) } : readStage(displayName, value);
}

/** Stages with their pipelines: amoCRM's filters take no other, so one of any pipeline becomes one of each. */
export async function readStages(
	session: AccountSession,
	displayName: string,
	value: unknown,
): Promise<Stage[]> {
	const wanted = splitList(value).map((pair) => readWantedStage(displayName, pair));
	const isAny = wanted.some(({ pipeline_id }) => pipeline_id === undefined);
	const all = isAny ? (await readPipelines(session)).map(({ id }) => Number(id)) : [];
	return wanted.flatMap(({ pipeline_id: own, status_id }) =>
		(own === undefined ? all : [own]).map((pipeline_id) => ({ pipeline_id, status_id })),
	);
}

/** Pairs as amoCRM's filters name them: won and lost have one number in all pipelines. */
export const stagesQuery = (key: string, stages: Stage[]): Record<string, number> =>
	Object.fromEntries(
		stages.flatMap(({ pipeline_id, status_id }, index) => [
			[`${key}[${index}][pipeline_id]`, pipeline_id],
			[`${key}[${index}][status_id]`, status_id],
		]),
	);
