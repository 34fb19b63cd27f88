import { sleep, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';

import { answerServer } from '../shared/hooks/answer';
import type { CrmEvent } from '../shared/hooks/event';
import { authenticateCall } from './authenticateCall';
import { optionsOf } from './codes';
import { enrich } from './enrich';
import { answersLate, watchAnswer } from './lateAnswers';
import { isRepeated, remember, remindOfSaving } from './repeats';

/** amoCRM waits 2 seconds; what is not done by now is done after the answer. */
const BUDGET_MS = 1_200;

/** n8n answers when it has kept the execution: what amoCRM takes for delivered cannot be lost then. */
const answeredByN8n: IWebhookResponseData = { webhookResponse: 'OK' };

const endsWithin = async (milliseconds: number, work: Promise<unknown>): Promise<boolean> =>
	await Promise.race([work.then(() => true), sleep(milliseconds).then(() => false)]);

function starting(events: CrmEvent[]): IWebhookResponseData {
	return events.length > 0 ? { workflowData: [events.map((json) => ({ json }))] } : {};
}

export async function receive(functions: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = functions.getResponseObject();
	const arrivedAt = Date.now();
	const call = await authenticateCall(functions);
	if ('status' in call) {
		functions.logger.warn(`A call to the amoCRM trigger was refused: ${call.why}.`);
		answerServer(response, call.status);
		return { noWebhookResponse: true };
	}
	const { accountId, events } = call;
	if (events.length === 0) return answeredByN8n;
	const { id } = events[0].delivery;
	const repeated = isRepeated(functions, id);
	if (repeated && optionsOf(functions).dropRepeats) return answeredByN8n;
	const told = events.map((event) => ({ ...event, delivery: { ...event.delivery, repeated } }));
	const work = enrich(functions, accountId, told);
	const left = BUDGET_MS - (Date.now() - arrivedAt);
	const isLeftToN8n = !answersLate() && (await endsWithin(left, work));
	if (isLeftToN8n) watchAnswer(response, arrivedAt);
	else answerServer(response, 200);
	const started = starting(await work);
	remember(functions, id);
	if (isLeftToN8n) void remindOfSaving(functions, response);
	return isLeftToN8n ? { ...answeredByN8n, ...started } : { noWebhookResponse: true, ...started };
}
