import { Account, locator } from '../support';
import { outputOf, runAction } from './action';

const name = { fields: { mappingMode: 'defineBelow', value: { name: 'A' } } };

describe('what amoCRM refuses', () => {
	it.each([301, 302, 308])(
		'because the account was renamed (%i) is told with its new address: lead: create',
		async (status) => {
			const account = new Account();
			account.api
				.post('/api/v4/leads')
				.reply(status, '', { location: 'https://renamed.amocrm.ru/api/v4/leads' });

			const run = await runAction(account, ['lead', 'create'], name);

			expect(run.error?.message).toBe(
				`The account ${account.domain} has moved to renamed.amocrm.ru.`,
			);
			expect(run.error?.description).toContain('enter renamed.amocrm.ru as its address');
		},
	);

	it('with 400 and the old code 244 is for want of rights: catalogElement: create', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/catalogs/5/elements')
			.reply(400, { title: 'Bad Request', status: 400, error_code: 244 });

		const run = await runAction(account, ['catalogElement', 'create'], {
			...name,
			catalog: locator('id', 5),
		});

		expect(run.error?.message).toBe(
			`The account ${account.domain} does not give the user who granted access the right to do this.`,
		);
	});

	// Reports of users: PHP#88.
	it('of one entity by its id is told of its item, and the others get through: lead: update', async () => {
		const account = new Account();
		const reason = 'Loss reason can be specified only for lost lead';
		account.api
			.patch('/api/v4/leads', (batch: unknown[]) => batch.length === 3)
			.reply(400, {
				errors: { 11062353: reason },
				title: 'Bad Request',
				status: 400,
				detail: 'Invalid request body',
			});
		account.api
			.patch('/api/v4/leads', (batch: unknown[]) => batch.length === 2)
			.reply(200, {
				_embedded: {
					leads: [
						{ id: 61, request_id: '0' },
						{ id: 63, request_id: '1' },
					],
				},
			});

		const output = await outputOf(
			account,
			['lead', 'update'],
			{ ...name, lead: locator('id', '={{ $json.id }}') },
			{
				input: [61, 11062353, 63].map((id) => ({ json: { id } })),
				onError: 'continueRegularOutput',
			},
		);

		expect(output).toEqual([
			{ id: 61 },
			{
				error: `The account ${account.domain} did not accept the data.`,
				details: `amoCRM: ${reason}`,
			},
			{ id: 63 },
		]);
	});
});
