import { problem, Refusal } from '../net/message';
import { checked, text, type Check, type CheckContext, type Problem } from './checks';
import { isRecord, refuse, type ApiCall } from './kit';

/** One object of a write, checked. */
export interface Item {
	/** The one that was sent, or the object's index. */
	requestId: string;
	isNamed: boolean;
	index: number;
	value: Record<string, unknown>;
}

export interface BatchRules {
	check: Check;
	mode: CheckContext['mode'];
	max?: number;
}

export const MAX_BATCH = 250;

/** The array of a collection write; refused as a whole if any one object is wrong. amocrm.ru/developers: crm/error-codes. */
export function readBatch(call: ApiCall, { check, mode, max = MAX_BATCH }: BatchRules): Item[] {
	const { body } = call;
	if (!Array.isArray(body)) throw refuse(400, 'The body must be an array of objects');
	if (body.length === 0) throw refuse(400, 'The body must not be an empty array');
	if (body.length > max) throw refuse(400, `At most ${max} objects are taken in one request`);
	return checkItems(call, body, check, mode);
}

/** The object of a write to one address. */
export function readOne(call: ApiCall, { check, mode }: BatchRules): Item {
	if (!isRecord(call.body)) throw refuse(400, 'The body must be an object');
	return checkItems(call, [call.body], check, mode)[0];
}

function checkItems(
	call: ApiCall,
	values: unknown[],
	check: Check,
	mode: CheckContext['mode'],
): Item[] {
	const context = { account: call.account, mode };
	const complaints: Array<{ request_id: string; errors: Problem[] }> = [];
	const items = values.map((value, index) => {
		const item = splitRequestId(value, index, context);
		const errors = [...item.problems, ...check(item.value, '', context)];
		if (errors.length > 0) complaints.push({ request_id: item.requestId, errors });
		const { requestId, isNamed } = item;
		return { requestId, isNamed, index, value: item.value as Record<string, unknown> };
	});
	if (complaints.length > 0) throw validationErrors(complaints);
	return items;
}

const readRequestId = checked(text());

function splitRequestId(value: unknown, index: number, context: CheckContext) {
	if (!isRecord(value) || value.request_id === undefined) {
		return { value, requestId: String(index), isNamed: false, problems: [] };
	}
	const { request_id: requestId, ...rest } = value;
	const problems = readRequestId(requestId, 'request_id', context);
	return { value: rest, requestId: String(requestId), isNamed: true, problems };
}

/** All that is wrong with any of them, in one answer. */
export function complain(items: Item[], problemsOf: (item: Item) => Problem[]): void {
	const complaints = items
		.map((item) => ({ request_id: item.requestId, errors: problemsOf(item) }))
		.filter(({ errors }) => errors.length > 0);
	if (complaints.length > 0) throw validationErrors(complaints);
}

export function validationErrors(
	complaints: Array<{ request_id: string; errors: Problem[] }>,
): Refusal {
	return new Refusal(
		problem(400, 'Request validation failed', { 'validation-errors': complaints }),
	);
}
