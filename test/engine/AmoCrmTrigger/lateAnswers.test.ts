import { EventEmitter } from 'node:events';

import { watchAnswer } from '../../../nodes/AmoCrmTrigger/lateAnswers';
import { pass, useStoppedClock } from '../support/clock';
import { change, withSingle } from './active';
import { form } from './amoHooks';

useStoppedClock();

const TWO_HOURS_MS = 2 * 60 * 60 * 1000;

/** n8n has answered after so long, or amoCRM did not wait for it. */
function answered(milliseconds: number, writableFinished = true): void {
	const response = Object.assign(new EventEmitter(), { writableFinished });
	watchAnswer(response, Date.now() - milliseconds);
	response.emit('close');
}

it('when twenty answers of n8n were late, amoCRM has its answer at once, for two hours', async () => {
	await withSingle({}, async (call, account) => {
		let id = 500;
		const next = async () => await call(form(account, change(++id)));
		const left = { result: { webhookResponse: 'OK' }, response: { ended: false } };
		const own = { result: { noWebhookResponse: true }, response: { ended: true, status: 200 } };

		for (let times = 0; times < 19; times++) answered(1_500);
		for (let times = 0; times < 5; times++) answered(500);
		expect(await next()).toMatchObject({ ...left, items: [{ id }] });
		answered(500, false);
		expect(await next()).toMatchObject({ ...own, items: [{ id }] });
		await pass(TWO_HOURS_MS);
		expect(await next()).toMatchObject({ ...left, items: [{ id }] });
	});
});
