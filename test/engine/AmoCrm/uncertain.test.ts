import { Account, locator } from '../support';
import { outputOf, runAction } from './action';

const name = { fields: { mappingMode: 'defineBelow', value: { name: 'A' } } };
const item = { input: [{ json: {} }], onError: 'continueRegularOutput' as const };

const lost = (code: string) => Object.assign(new Error('The connection broke'), { code });

describe('a write whose answer is lost', () => {
	it.each([
		['ECONNRESET', lost('ECONNRESET')],
		['ETIMEDOUT', lost('ETIMEDOUT')],
		['ECONNABORTED', lost('ECONNABORTED')],
	])('by %s: lead: create says that it may be there, and where to look', async (_code, error) => {
		const account = new Account();
		account.api.post('/api/v4/leads').replyWithError(error);

		const run = await runAction(account, ['lead', 'create'], name, item);

		expect(run.json('amoCRM')).toMatchObject([
			{
				error: expect.stringMatching(/may have been done all the same\.$/) as string,
				details: expect.stringContaining(
					`Look at the newest leads in the account ${account.domain} first: what is sent once more may be there twice.`,
				) as string,
			},
		]);
		expect(JSON.stringify(run.json('amoCRM'))).not.toMatch(/retry|try again/i);
	});

	it('lead: update names the lead', async () => {
		const account = new Account();
		account.api.patch('/api/v4/leads').reply(504, '<html></html>');

		const run = await runAction(
			account,
			['lead', 'update'],
			{ ...name, lead: locator('id', 61) },
			item,
		);

		expect(run.json('amoCRM')).toMatchObject([
			{
				error: expect.stringMatching(/may have been done all the same\.$/) as string,
				details: expect.stringContaining(
					`Look at the lead 61 in the account ${account.domain} first`,
				) as string,
			},
		]);
		expect(JSON.stringify(run.json('amoCRM'))).not.toMatch(/try again/i);
	});

	it('lossReason: delete names the loss reason', async () => {
		const account = new Account();
		account.api.delete('/api/v4/leads/loss_reasons/7').replyWithError(lost('ETIMEDOUT'));

		const output = await outputOf(
			account,
			['lossReason', 'delete'],
			{ lossReason: locator('id', 7) },
			item,
		);

		expect(output).toMatchObject([
			{ details: expect.stringContaining('Look at the loss reason 7 in the account') as string },
		]);
	});
});

// Reports of users (PHP#544): a write may be answered 200 with a plain word, and was done.
describe('a write that is answered with a plain word', () => {
	it('lead: create was done, and no id is made up', async () => {
		const account = new Account();
		account.api.post('/api/v4/leads').reply(200, 'OK');

		expect(await outputOf(account, ['lead', 'create'], name)).toEqual([
			{ id: null, notice: 'amoCRM took it without telling its ID.' },
		]);
	});

	it('segment: create, which goes by itself, says the same', async () => {
		const account = new Account();
		account.api.post('/api/v4/customers/segments').reply(200, 'OK');

		expect(await outputOf(account, ['segment', 'create'], name)).toEqual([
			{ id: null, notice: 'amoCRM took it without telling its ID.' },
		]);
	});

	it('lead: update and lossReason: update tell the id that was given', async () => {
		const account = new Account();
		account.api.patch('/api/v4/leads').reply(200, '');
		account.api.patch('/api/v4/leads/loss_reasons/7').reply(200, 'OK');

		const lead = await runAction(account, ['lead', 'update'], { ...name, lead: locator('id', 61) });
		const reason = await runAction(account, ['lossReason', 'update'], {
			lossReason: locator('id', 7),
			updateFields: { name: 'B' },
		});

		expect(lead.json('amoCRM')).toEqual([{ id: 61 }]);
		expect(reason.json('amoCRM')).toEqual([{ id: 7 }]);
	});
});
