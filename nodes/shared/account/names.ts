import type { IDataObject } from 'n8n-workflow';

import { cached } from '../cached';
import { readPages, type ListCall } from '../transport/pages';
import type { AccountSession } from './session';

/** What the account calls things, by what tells them apart. */
type Names = Map<string, string>;

const KEEP = { ms: 5 * 60 * 1000 };

const keptUsers = cached<Names>(KEEP);
const keptPipelines = cached<Names>(KEEP);

const readAll = (session: AccountSession, call: ListCall, collection: string) =>
	readPages(session, call, collection, Infinity);

/** Users by their ids. */
export const userNames = (session: AccountSession): Promise<Names> =>
	keptUsers.read(session.key, async () => {
		const users = await readAll(session, { path: '/api/v4/users' }, 'users');
		return new Map(users.map(({ id, name }) => [String(id), String(name)]));
	});

export interface Pipeline extends IDataObject {
	name: string;
	_embedded: { statuses: IDataObject[] };
}

/** @see https://www.amocrm.ru/developers/content/crm_platform/leads_pipelines */
export const readPipelines = async (session: AccountSession): Promise<Pipeline[]> =>
	(await readAll(
		session,
		{ path: '/api/v4/leads/pipelines', pageSize: 'whole' },
		'pipelines',
	)) as Pipeline[];

/** Pipelines by their ids, and stages by both: `7` and `7/142`. */
export const pipelineNames = (session: AccountSession): Promise<Names> =>
	keptPipelines.read(session.key, async () => {
		const pipelines = await readPipelines(session);
		return new Map(
			pipelines.flatMap(({ id, name, _embedded }): Array<[string, string]> => [
				[String(id), name],
				...(_embedded?.statuses ?? []).map((stage): [string, string] => [
					`${String(id)}/${String(stage.id)}`,
					String(stage.name),
				]),
			]),
		);
	});
