import { AmoCrmProblem, wordsOf, type EntityComplaint } from '../../shared/problem';
import type { Encoded } from './form';

/** amoCRM's refusal of one entity, with the fields by the names that a person knows them by. */
export function nameFields(problem: AmoCrmProblem, nameOf: Encoded['nameOf']): AmoCrmProblem {
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
