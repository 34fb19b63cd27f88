import type { IDataObject } from 'n8n-workflow';

import { pipelineNames } from '../../shared/account/names';
import type { AccountSession } from '../../shared/account/session';
import { pipelines, stages } from '../../shared/editor/pipelines';
import { AmoCrmProblem, wordsOf, type EntityComplaint } from '../../shared/problem';
import { settle } from '../../shared/settle';
import type { Encoded } from './form';
import { noSuch } from './missing';

/** amoCRM says either of an id that names nothing. */
const NOT_THERE = new Set(['EntityNotFound', 'NotSupportedChoice']);

/** The account lacks what the request is about. */
function missingIn(
	session: AccountSession,
	{ namedAt }: Encoded,
	{ details }: AmoCrmProblem,
): AmoCrmProblem | undefined {
	const [name] = (details.complaints ?? []).flatMap(({ code, path }) =>
		NOT_THERE.has(code) ? (namedAt?.(path) ?? []) : [],
	);
	return name === undefined ? undefined : noSuch(session, name, details);
}

const STAGE_KEY = /^(\d+)\/(\d+)$/;

/** Pipelines, by their ids, that have the stage. */
const homesOf = (names: ReadonlyMap<string, string>, stage: unknown): string[] =>
	[...names.keys()].flatMap((key) => {
		const [, pipeline, own] = STAGE_KEY.exec(key) ?? [];
		return own === String(stage) ? [pipeline] : [];
	});

/** What is wrong with a pipeline and a stage, by their names. */
function misplaced(
	session: AccountSession,
	{ pipeline_id: pipeline, status_id: stage }: IDataObject,
	names: ReadonlyMap<string, string>,
	details: AmoCrmProblem['details'],
): AmoCrmProblem | undefined {
	const nameOf = (id: unknown) => names.get(String(id));
	if (pipeline !== undefined && !nameOf(pipeline))
		return noSuch(session, `pipeline ${String(pipeline)}`, details);
	if (stage === undefined) return undefined;
	const homes = homesOf(names, stage);
	const [home] = homes;
	if (home === undefined) return noSuch(session, `stage ${String(stage)}`, details);
	// Nothing is wrong that names could tell.
	if (homes.length > 1 || home === String(pipeline)) return undefined;
	const words = [`Stage "${nameOf(`${home}/${String(stage)}`)}"`, `pipeline "${nameOf(home)}"`];
	const message =
		pipeline === undefined
			? `${words[0]} is in ${words[1]}, and the lead is in another one.`
			: `${words[0]} is not in pipeline "${nameOf(pipeline)}".`;
	const hint =
		pipeline === undefined
			? `Choose ${words[1]} along with the stage, or another stage.`
			: `It is in ${words[1]}: choose that one, or another stage.`;
	return new AmoCrmProblem('validation', message, { ...details, hint });
}

/** The same, if the complaints are about one; the account is asked for names only then. */
async function misplacedIn(
	session: AccountSession,
	{ body, lookupAt }: Encoded,
	{ details }: AmoCrmProblem,
): Promise<AmoCrmProblem | undefined> {
	const complaint = details.complaints?.find(({ path }) =>
		[pipelines, stages].includes(lookupAt?.(path) as typeof stages),
	);
	if (!complaint) return undefined;
	const names = await settle(pipelineNames(session));
	// Without them, amoCRM's own words are left.
	return names.ok ? misplaced(session, body, names.value, details) : undefined;
}

/** The fields by the names that a person knows them by. */
function nameFields(problem: AmoCrmProblem, nameOf: Encoded['nameOf']): AmoCrmProblem {
	const { complaints = [] } = problem.details;
	const names = [...new Set(complaints.flatMap(({ path }) => nameOf(path) ?? []))];
	if (names.length === 0) return problem;
	const line = (complaint: EntityComplaint) =>
		[nameOf(complaint.path), wordsOf(complaint)].filter(Boolean).join(' – ');
	const fields = names.map((name) => `"${name}"`).join(', ');
	return new AmoCrmProblem(problem.code, `${problem.message.replace(/\.$/, '')}: ${fields}.`, {
		...problem.details,
		detail: complaints.map(line).join('; '),
	});
}

/**
 * amoCRM's refusal of one entity in the words of the account: what is not there, a stage and a pipeline that do not
 * belong together, else the fields by their names.
 */
export const explainRefusal = async (
	session: AccountSession,
	sent: Encoded,
	problem: AmoCrmProblem,
): Promise<AmoCrmProblem> =>
	missingIn(session, sent, problem) ??
	(await misplacedIn(session, sent, problem)) ??
	nameFields(problem, sent.nameOf);
