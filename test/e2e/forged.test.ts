import { randomBytes } from 'node:crypto';
import { until } from '../../tools/system/poll';
import { InstallWorkflow } from './support/installWorkflow';
import { stage } from './support/stage';

const environment = stage();
const { emulator } = environment;

const FORGED = 200;
const AT_ONCE = 8;

/** So many notes of calls for one host are held at once. */
const MOST_NOTES = 30;

it('200 codes that do not exchange leave few rows, and a real install gets through in time', async () => {
	const workflow = await InstallWorkflow.activate(environment, {
		trigger: { events: ['installed'] },
	});
	const [victim, real] = [await environment.newAccount(), await environment.newAccount()];
	let sent = 0;
	const forge = async () => {
		while (sent < FORGED) {
			sent += 1;
			const code = randomBytes(300).toString('hex');
			const query = new URLSearchParams({ code, referer: victim.domain, from_widget: '1' });
			// Whoever attacks does not mind a lost connection.
			await fetch(`${workflow.url}?${query.toString()}`).catch(() => undefined);
		}
	};
	const attack = Promise.all(Array.from({ length: AT_ONCE }, forge));
	const isUnderWay = async () => (sent > FORGED / 4 ? true : undefined);
	await until('the attack', isUnderWay);

	const delivery = await emulator.installWidget(workflow.place(real));

	expect(sent).toBeLessThan(FORGED);
	expect(delivery).toMatchObject({ status: 200, inTime: true });
	await attack;
	expect((await workflow.nextRun()).status).toBe('success');
	const rows = await workflow.rows();
	const accounts = rows.filter(({ account_id: id }) => Number(id) > 0);
	expect(accounts).toMatchObject([{ account_id: real.id, status: 'installed' }]);
	// With the account and its note, the heartbeat of the notes, and what the process tells of its pace.
	expect(rows.length).toBeLessThanOrEqual(MOST_NOTES + 4);
});
