import { Account, N8N_URL, restart } from '../support';
import { pass, useStoppedClock } from '../support/clock';
import { AmoHooks, single } from './amoHooks';

useStoppedClock();

const LOOK_MS = 20_000;

// A process that knows nothing of an activation: the file has no other test.
it('after a restart the trigger finds its subscription by what n8n saved, and makes no second one', async () => {
	const amo = new AmoHooks(new Account());
	const saved = { url: `${N8N_URL}/webhook/hook-0/amocrm-events`, secret: 'kept' };
	const trigger = { ...single(amo.account), staticData: { 'node:Trigger': saved } };
	const first = await restart(trigger);
	await pass(LOOK_MS);
	const { destination } = amo.hook;
	await first.stop();

	const second = await restart(trigger);
	await pass(LOOK_MS);

	expect(amo.hook.destination).toBe(destination);
	expect(amo.writes).toEqual(['POST add_lead']);
	await second.stop();
});
