import type { IDataObject } from 'n8n-workflow';

import type { Account } from '../support';
import { useStoppedClock } from '../support/clock';
import { change, withSingle } from './active';
import { form } from './amoHooks';

useStoppedClock();

/** What the account says when it is asked the next time what changed. */
const tell = (account: Account, ...events: IDataObject[]) =>
	account.api.get('/api/v4/events').query(true).reply(200, { _embedded: { events } });

const changedBudget = {
	entity_id: 501,
	created_at: 1_764_000_001,
	value_before: [{ sale_field_value: { sale: 100 } }],
	value_after: [{ sale_field_value: { sale: 150 } }],
};

const changed = { before: { price: 100 }, after: { price: 150 } };

it.each([
	['price', 1],
	['name', 0],
])('a change of the budget where %s is wanted: %d', async (field, count) => {
	await withSingle({ filters: { changedFields: [field] } }, async (call, account) => {
		tell(account, changedBudget);
		const { items } = await call(form(account, change()));
		expect(items).toMatchObject(Array.from({ length: count }, () => changed));
	});
});

it('the whole lead is read, and amoCRM has its answer in time though that takes long', async () => {
	await withSingle({ options: { fullEntity: true } }, async (call, account) => {
		const lead = { id: 501, name: 'Order 7' };
		const list = () => account.api.get('/api/v4/leads').query(true);
		list().reply(200, { _embedded: { leads: [lead] } });
		const quick = await call(form(account, change()));
		expect(quick.items).toMatchObject([{ full: lead }]);
		expect(quick.response.ended).toBe(false);

		list().times(2).reply(503, {});
		list().reply(200, { _embedded: { leads: [lead] } });
		const slow = await call(form(account, change()));
		expect(slow.items).toMatchObject([{ full: lead }]);
		expect(slow.response).toMatchObject({ status: 200, ended: true });
	});
});

it.each<[string, number, IDataObject]>([
	['ignores the filter by id', 200, { _embedded: { leads: [{ id: 1 }, { id: 2 }] } }],
	['refuses the filter by id', 400, { status: 400 }],
])('leads are read one by one where the account %s', async (_title, status, answer) => {
	await withSingle({ options: { fullEntity: true } }, async (call, account) => {
		account.api.get('/api/v4/leads').query(true).reply(status, answer);
		account.api.get('/api/v4/leads/501').query({ with: 'contacts' }).reply(200, { id: 501 });
		account.api.get('/api/v4/leads/502').query({ with: 'contacts' }).reply(404, { status: 404 });

		const { items } = await call(form(account, { ...change(501), 'leads[update][1][id]': 502 }));

		expect(items).toMatchObject([{ id: 501, full: { id: 501 } }, { id: 502 }]);
		expect(items[1]).not.toHaveProperty('full');
	});
});

describe('a change that the account tells of late', () => {
	const filters = { changedFields: ['price'] };

	it('is asked for again; amoCRM has its answer meanwhile', async () => {
		await withSingle({ filters }, async (call, account) => {
			tell(account);
			tell(account, { ...changedBudget, entity_id: 502 });
			tell(account, changedBudget);
			const { items, response } = await call(form(account, change()));
			expect(items).toMatchObject([changed]);
			expect(response).toMatchObject({ status: 200, ended: true });
		});
	});

	it('passes when it is not told of at all', async () => {
		await withSingle({ filters }, async (call, account) => {
			for (let times = 0; times < 3; times++) tell(account);
			expect((await call(form(account, change()))).items).toMatchObject([{ id: 501 }]);
		});
	});

	it('passes when the account cannot be asked, and the log says so', async () => {
		await withSingle({ filters }, async (call, account) => {
			account.api.get('/api/v4/events').query(true).reply(403, { status: 403 });
			const { items, logged } = await call(form(account, change()));
			expect(items).toMatchObject([{ id: 501 }]);
			expect(logged).toEqual([expect.stringMatching(/^warn: .*could not be completed/)]);
		});
	});
});
