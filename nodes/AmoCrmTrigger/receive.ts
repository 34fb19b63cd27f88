import { sleep, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';

import { answerServer } from '../shared/hooks/call';
import { isRepeated, keepUnsaved, remember } from '../shared/hooks/repeats';
import { authenticateCall } from './authenticateCall';
import { openContext } from './context';
import { enrich } from './enrich';
import { answersLate, watchAnswer } from './lateAnswers';

/** amoCRM waits 2 seconds; what is not done by then is done after the answer. */
const BUDGET_MS = 1_200;

/** n8n answers when it has saved the execution: what amoCRM takes for delivered cannot be lost then. */
const answeredByN8n: IWebhookResponseData = { webhookResponse: 'OK' };

const endsWithin = (milliseconds: number, work: Promise<unknown>): Promise<boolean> =>
	Promise.race([work.then(() => true), sleep(milliseconds).then(() => false)]);

export async function receive(functions: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = functions.getResponseObject();
	const arrivedAt = Date.now();
	const context = openContext(functions);
	const call = await authenticateCall(functions, context);
	if ('status' in call) {
		context.warn(`A call to the amoCRM trigger was refused: ${call.why}.`);
		answerServer(response, call.status);
		return { noWebhookResponse: true };
	}
	if (call.events.length === 0) return answeredByN8n;
	const settings = context.readSettings();
	const { id } = call.events[0].delivery;
	const repeated = isRepeated(context, id);
	if (repeated && settings.dropRepeats) return answeredByN8n;
	const events = call.events.map((event) => ({
		...event,
		delivery: { ...event.delivery, repeated },
	}));
	const work = enrich(context, settings, call.accountId, events);
	const left = BUDGET_MS - (Date.now() - arrivedAt);
	const isLeftToN8n = !answersLate() && (await endsWithin(left, work));
	if (isLeftToN8n) watchAnswer(response, arrivedAt);
	else answerServer(response, 200);
	const items = (await work).map((json) => ({ json }));
	remember(context, id);
	if (isLeftToN8n) void keepUnsaved(context, response);
	return {
		...(isLeftToN8n ? answeredByN8n : { noWebhookResponse: true }),
		...(items.length > 0 && { workflowData: [items] }),
	};
}
