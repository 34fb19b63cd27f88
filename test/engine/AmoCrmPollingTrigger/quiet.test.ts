import type { IDataObject } from 'n8n-workflow';

import { Account, activatePolling } from '../support';
import { useOwnClock } from '../support/clock';
import type * as clock from '../support/clock';
import { Happenings, START } from './happenings';
import { nodeType } from '../../../tools/system/manifest';

jest.mock('n8n-workflow', () => jest.requireActual<typeof clock>('../support/clock').sleepless());
useOwnClock();

const DAY = 24 * 60 * 60;

it('asks for no more after quiet months, and misses nothing that appears late', async () => {
	const happenings = new Happenings(new Account());
	const { poll } = await activatePolling({
		type: nodeType('amoCrmPollingTrigger'),
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

it('after a restart reads again nothing that it passed over, once n8n saved the workflow', async () => {
	const happenings = new Happenings(new Account());
	const { poll, restart } = await activatePolling({
		type: nodeType('amoCrmPollingTrigger'),
		parameters: {
			authentication: 'token',
			events: ['add_lead'],
			filters: { ignoredUsers: [9] },
		} as never,
		credentials: happenings.account.credentials,
	});
	const names = async () => (await poll()).map(({ delivery }) => (delivery as IDataObject).id);
	await names();
	happenings.happen('other', 1, { created_by: 10 });
	expect(await names()).toEqual(['other']);
	happenings.happen('own', 30 * DAY);
	expect(await names()).toEqual([]);
	restart();
	happenings.happen('another', 30 * DAY, { created_by: 10 });

	expect(await names()).toEqual(['another']);
	expect(happenings.asked.at(-1)).toBe(START + 30 * DAY - 60);
	happenings.happen('late', 30 * DAY - 5, { created_by: 10 });
	expect(await names()).toEqual(['late']);
	restart();
	expect(await names()).toEqual([]);
});
