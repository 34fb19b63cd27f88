import type { IDataObject } from 'n8n-workflow';

import { Account, activatePolling } from '../support';
import { useOwnClock } from '../support/clock';
import type * as clock from '../support/clock';
import { Happenings, START } from './happenings';

jest.mock('n8n-workflow', () => jest.requireActual<typeof clock>('../support/clock').sleepless());
useOwnClock();

const DAY = 24 * 60 * 60;

it('asks for no more after quiet months, and misses nothing that appears late', async () => {
	const happenings = new Happenings(new Account());
	const { poll } = await activatePolling({
		type: 'n8n-nodes-amocrm.amoCrmPollingTrigger',
		parameters: { authentication: 'token', events: ['add_lead'] } as never,
		credentials: happenings.account.credentials,
	});
	const names = async () => (await poll()).map(({ delivery }) => (delivery as IDataObject).id);
	for (let day = 0; day <= 120; day++) {
		jest.setSystemTime((START + day * DAY) * 1000);
		expect(await names()).toEqual([]);
	}
	await names();
	expect(happenings.asked.at(-1)).toBeGreaterThan(START + 110 * DAY);

	const now = 120 * DAY;
	happenings.happen('new', now);
	expect(await names()).toEqual(['new']);
	happenings.happen('late', now - 55);
	expect(await names()).toEqual(['late']);
	expect(await names()).toEqual([]);
});
