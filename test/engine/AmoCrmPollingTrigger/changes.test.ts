import type { IDataObject } from 'n8n-workflow';

import {
	Account,
	activatePolling,
	install,
	integrationCredential,
	locator,
	N8nApi,
} from '../support';
import { useOwnClock } from '../support/clock';
import type * as clock from '../support/clock';
import { Happenings } from './happenings';
import { nodeType } from '../../../tools/system/manifest';

jest.mock('n8n-workflow', () => jest.requireActual<typeof clock>('../support/clock').sleepless());
useOwnClock();

type Poller = Awaited<ReturnType<typeof activatePolling>>;

const type = nodeType('amoCrmPollingTrigger');

const names = async ({ poll }: Poller) =>
	(await poll()).map(({ delivery }) => (delivery as IDataObject).id);

/** A trigger on one account that has been polled once. */
async function active(parameters: IDataObject = {}) {
	const happenings = new Happenings(new Account());
	const poller = await activatePolling({
		type,
		parameters: { authentication: 'token', events: ['add_lead'], ...parameters } as never,
		credentials: happenings.account.credentials,
	});
	expect(await names(poller)).toEqual([]);
	return { happenings, poller };
}

const contact = { type: 'contact_added', entity_type: 'contact', entity_id: 31 };

/** Neither kind reads from a card. */
const stageOf = (status: number) => ({
	type: 'lead_status_changed',
	value_after: [{ lead_status: { id: status, pipeline_id: 77 } }],
});

const toStage = (status: number) => ({
	events: ['status_lead'],
	filters: { stages: [`77/${status}`] },
});

describe('an event that is chosen later', () => {
	it.each([
		['after a restart', true],
		['at once', false],
	])('begins then, and the others go on: %s', async (_when, isRestarted) => {
		const { happenings, poller } = await active();
		happenings.happen('past contact', 1, contact);
		expect(await names(poller)).toEqual([]);
		happenings.happen('lead meanwhile', 2);
		happenings.happen('contact before', 3, contact);
		if (isRestarted) poller.restart();

		poller.change({ events: ['add_lead', 'add_contact'] });
		expect(await names(poller)).toEqual(['lead meanwhile']);
		expect(await names(poller)).toEqual([]);
		happenings.happen('contact', 3, contact);
		happenings.happen('lead', 4);
		if (isRestarted) poller.restart();
		expect(await names(poller)).toEqual(['contact', 'lead']);
		expect(await names(poller)).toEqual([]);
	});

	it('in place of the others begins then', async () => {
		const { happenings, poller } = await active();
		happenings.happen('lead meanwhile', 2);
		happenings.happen('contact before', 3, contact);

		poller.change({ events: ['add_contact'] });
		expect(await names(poller)).toEqual([]);
		happenings.happen('contact', 3, contact);
		expect(await names(poller)).toEqual(['contact']);
	});

	it('begins anew when it is chosen again', async () => {
		const { happenings, poller } = await active({ events: ['add_lead', 'add_contact'] });
		poller.change({ events: ['add_lead'] });
		expect(await names(poller)).toEqual([]);
		happenings.happen('contact meanwhile', 2, contact);
		expect(await names(poller)).toEqual([]);
		poller.restart();

		poller.change({ events: ['add_lead', 'add_contact'] });
		expect(await names(poller)).toEqual([]);
		happenings.happen('contact', 3, contact);
		expect(await names(poller)).toEqual(['contact']);
	});

	it('begins then also where long outages are caught up with part by part', async () => {
		const { happenings, poller } = await active();
		// More than forty pages.
		for (let at = 0; at < 4_200; at++) happenings.happen(`lead ${at}`, 10 + Math.floor(at / 10));
		happenings.happen('contact before', 430, contact);
		poller.change({ events: ['add_lead', 'add_contact'] });

		const told = [...(await names(poller))];
		happenings.happen('contact', 431, contact);
		happenings.happen('lead', 432);
		for (let times = 0; times < 8; times++) told.push(...(await names(poller)));

		expect(told).toHaveLength(4_202);
		expect(new Set(told).size).toBe(4_202);
		expect(told).not.toContain('contact before');
	});
});

describe('a filter that is changed', () => {
	it.each([
		['after a restart', true],
		['at once', false],
	])('lets nothing of the past through: %s', async (_when, isRestarted) => {
		const { happenings, poller } = await active(toStage(1));
		happenings.happen('past', 1, stageOf(2));
		expect(await names(poller)).toEqual([]);
		if (isRestarted) poller.restart();

		poller.change(toStage(2));
		expect(await names(poller)).toEqual([]);
		happenings.happen('then', 3, stageOf(2));
		expect(await names(poller)).toEqual(['then']);
	});

	it('keeps what it and the one before let through', async () => {
		const { happenings, poller } = await active(toStage(1));
		happenings.happen('meanwhile', 1, stageOf(1));
		happenings.happen('past', 2, stageOf(2));

		poller.change({ filters: { stages: ['77/1', '77/2'] } });
		expect(await names(poller)).toEqual(['meanwhile']);
		happenings.happen('then', 2, stageOf(2));
		expect(await names(poller)).toEqual(['then']);
	});

	it('is none where only an expression gives another value', async () => {
		const { happenings, poller } = await active({
			events: ['status_lead'],
			filters: { stages: '={{ ["77/" + $now.toMillis() % 2, "77/5"] }}' },
		});
		const { asked } = happenings;
		asked.length = 0;
		await names(poller);
		await names(poller);
		expect(asked).toHaveLength(2);
	});
});

describe('accounts that are changed', () => {
	const chosen = ({ domain }: Account) => ({
		accounts: 'chosen',
		account: locator('domain', domain),
	});

	async function activeOn(parameters: (first: Account) => IDataObject) {
		const api = new N8nApi();
		const [first, second] = [new Account(), new Account()].map(
			(account) => new Happenings(account),
		);
		for (const { account } of [first, second]) install(api, account);
		const poller = await activatePolling({
			type,
			parameters: {
				authentication: 'installedAccount',
				events: ['add_lead'],
				...parameters(first.account),
			} as never,
			credentials: integrationCredential(api),
		});
		expect(await names(poller)).toEqual([]);
		return { first, second, poller };
	}

	it('those that stay go on, others begin', async () => {
		const { first, second, poller } = await activeOn(chosen);
		first.happen('first meanwhile', 1);
		second.happen('second before', 1);

		poller.change({ accounts: 'every' });
		expect(await names(poller)).toEqual(['first meanwhile']);
		second.happen('second', 2);
		expect(await names(poller)).toEqual(['second']);
	});

	it('one that comes back begins anew', async () => {
		const { first, second, poller } = await activeOn(chosen);
		first.happen('told', 1);
		expect(await names(poller)).toEqual(['told']);
		poller.change(chosen(second.account));
		expect(await names(poller)).toEqual([]);
		first.happen('first meanwhile', 2);
		poller.restart();

		poller.change(chosen(first.account));
		expect(await names(poller)).toEqual([]);
		first.happen('first', 3);
		expect(await names(poller)).toEqual(['first']);
	});

	it('one that cannot be read at the time loses nothing, and begins what is new then', async () => {
		const { first, second, poller } = await activeOn(() => ({ accounts: 'every' }));
		first.happen('lead meanwhile', 1);
		first.happen('contact before', -90, contact);
		first.isAway = true;

		poller.change({ events: ['add_lead', 'add_contact'] });
		second.happen('second', 1);
		expect(await names(poller)).toEqual(['second']);
		first.happen('contact', 30, contact);
		first.isAway = false;
		const told = [...(await names(poller)), ...(await names(poller))];
		expect(told).toEqual(['lead meanwhile', 'contact']);
	});
});

it('what an earlier release kept is gone on from', async () => {
	const { happenings, poller } = await active();
	const { 'node:Trigger': kept, global } = poller.staticData as Record<string, IDataObject>;
	delete kept.number;
	for (const start of Object.values(global) as IDataObject[]) {
		delete start.choice;
		delete start.number;
	}
	happenings.happen('meanwhile', 1);
	happenings.happen('contact before', 2, contact);

	expect(await names(poller)).toEqual(['meanwhile']);
	poller.change({ events: ['add_lead', 'add_contact'] });
	expect(await names(poller)).toEqual([]);
	happenings.happen('contact', 3, contact);
	expect(await names(poller)).toEqual(['contact']);
});
