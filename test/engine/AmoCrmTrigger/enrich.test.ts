import type { IDataObject } from 'n8n-workflow';

import { useStoppedClock } from '../support/clock';
import { change, withSingle } from './active';
import { form } from './amoHooks';

useStoppedClock();

it.each([
	['price', 1],
	['name', 0],
])('a change of the budget where %s is wanted: %d', async (field, count) => {
	await withSingle({ filters: { changedFields: [field] } }, async (call, account) => {
		const told = {
			entity_id: 501,
			created_at: 1_764_000_001,
			value_before: [{ sale_field_value: { sale: 100 } }],
			value_after: [{ sale_field_value: { sale: 150 } }],
		};
		account.api
			.get('/api/v4/events')
			.query(true)
			.reply(200, { _embedded: { events: [told] } });
		const { items } = await call(form(account, change()));
		const changed = { before: { price: 100 }, after: { price: 150 } };
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
