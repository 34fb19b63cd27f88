import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import type { ChoiceSource } from '../../shared/fields/native';
import { readPages } from '../../shared/transport/pages';

const toOption = ({ id, name }: IDataObject): INodePropertyOptions => ({
	name: String(name),
	value: Number(id),
});

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
const users = async (session: AccountSession) =>
	(await readPages(session, { path: '/api/v4/users' }, 'users', Infinity)).map(toOption);

interface Pipeline extends IDataObject {
	name: string;
	_embedded: { statuses: IDataObject[] };
}

/** @see https://www.amocrm.ru/developers/content/crm_platform/leads_pipelines */
async function readPipelines(session: AccountSession): Promise<Pipeline[]> {
	const answer = await session.request<{ _embedded: { pipelines: Pipeline[] } }>({
		method: 'GET',
		path: '/api/v4/leads/pipelines',
	});
	return answer?._embedded.pipelines ?? [];
}

const pipelines = async (session: AccountSession) => (await readPipelines(session)).map(toOption);

/** Stages of all pipelines; won and lost have the same number in each, so they are named once. */
async function stages(session: AccountSession): Promise<INodePropertyOptions[]> {
	const named = new Map<number, string>();
	for (const pipeline of await readPipelines(session)) {
		for (const { id, name } of pipeline._embedded.statuses) {
			const stage = Number(id);
			const isFinal = stage === 142 || stage === 143;
			if (!named.has(stage))
				named.set(stage, isFinal ? String(name) : `${pipeline.name}: ${String(name)}`);
		}
	}
	return [...named].map(([value, name]) => ({ name, value }));
}

/** Lists of the account that fields choose from. */
export const choices: Record<
	ChoiceSource,
	(session: AccountSession) => Promise<INodePropertyOptions[]>
> = {
	users,
	pipelines,
	stages,
};
