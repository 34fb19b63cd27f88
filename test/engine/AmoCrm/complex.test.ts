import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Account } from '../support';
import { outputOf, runAction } from './action';
import { FIELDS } from './cards';

const mapping = (value: INodeParameters) => ({ mappingMode: 'defineBelow', value });

describe('lead: createComplex', () => {
	it('makes leads with their contacts and companies, and says what was merged', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/contacts/custom_fields')
			.query(true)
			.reply(200, { _embedded: { custom_fields: FIELDS } });
		account.api
			.post('/api/v4/leads/complex', [
				{
					name: 'A',
					_embedded: {
						contacts: [
							{
								name: 'Anna',
								custom_fields_values: [
									{ field_id: 1, values: [{ value: '+7 900', enum_code: 'WORK' }] },
								],
							},
						],
						companies: [{ name: 'Acme' }],
						metadata: { category: 'forms', form_id: 5 },
						source: { external_id: 'site', type: 'widget' },
					},
					request_id: '0',
				},
				{
					name: 'B',
					_embedded: {
						contacts: [
							{
								name: 'Boris',
								custom_fields_values: [
									{ field_id: 1, values: [{ value: '+7 900', enum_code: 'WORK' }] },
								],
							},
						],
						metadata: { category: 'forms', form_id: 5 },
						source: { external_id: 'site', type: 'widget' },
					},
					request_id: '1',
				},
			])
			.reply(200, [
				{ id: 12, contact_id: 32, company_id: null, request_id: ['1'], merged: true },
				{ id: 11, contact_id: 31, company_id: 41, request_id: ['0'], merged: false },
			]);

		const output = await outputOf(
			account,
			['lead', 'createComplex'],
			{
				fields: mapping({ name: '={{ $json.lead }}' }),
				contactFields: mapping({ name: '={{ $json.contact }}', cf_1: '+7 900' }),
				companyFields: mapping({ name: '={{ $json.company }}' }),
				additionalFields: {
					metadata: '{"category": "forms", "form_id": 5}',
					sourceExternalId: 'site',
				},
			},
			{
				input: [
					{ json: { lead: 'A', contact: 'Anna', company: 'Acme' } },
					{ json: { lead: 'B', contact: 'Boris' } },
				],
			},
		);

		expect(output).toEqual([
			{ id: 11, contact_id: 31, company_id: 41, merged: false },
			{ id: 12, contact_id: 32, company_id: null, merged: true },
		]);
	});

	it('sends no more than 50 at once', async () => {
		const account = new Account();
		const sizes: number[] = [];
		account.api
			.post('/api/v4/leads/complex')
			.twice()
			.reply(200, (_uri, body) => {
				const sent = body as unknown as IDataObject[];
				sizes.push(sent.length);
				return sent.map(({ request_id }) => ({ id: 11, request_id: [request_id] }));
			});

		const output = await outputOf(
			account,
			['lead', 'createComplex'],
			{ fields: mapping({ name: 'A' }) },
			{ input: Array.from({ length: 51 }, () => ({ json: {} })) },
		);

		expect(sizes).toEqual([50, 1]);
		expect(output).toHaveLength(51);
	});

	it('names the refused field and the card that it is of', async () => {
		const account = new Account();
		account.api.post('/api/v4/leads/complex').reply(400, {
			'validation-errors': [
				{
					request_id: '0',
					errors: [
						{ code: 'NotSupportedChoice', path: '_embedded.contacts.0.name', detail: 'Bad.' },
					],
				},
			],
		});

		const run = await runAction(account, ['lead', 'createComplex'], {
			fields: mapping({ name: 'A' }),
			contactFields: mapping({ name: 'B' }),
		});

		expect(run.errorOf('amoCRM')?.message).toContain('"Contact: Name"');
	});

	it('takes either a contact that exists or a new one', async () => {
		const run = await runAction(new Account(), ['lead', 'createComplex'], {
			fields: mapping({ name: 'A', contact_id: 31 }),
			contactFields: mapping({ name: 'B' }),
		});

		expect(run.errorOf('amoCRM')?.message).toContain('Contact and Contact Fields');
	});
});
