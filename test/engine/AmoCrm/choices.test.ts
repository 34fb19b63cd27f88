import type { INodeParameters } from 'n8n-workflow';

import { Account, locator } from '../support';
import { runAction } from './action';

const OBJECT = '={{ { a: 1 } }}';

const CALL = { direction: 'inbound', phone: '+79000000001', duration: 5, source: 'Office' };

const FORM = {
	sourceName: 'Site',
	sourceUid: 'site',
	formId: '5',
	formName: 'Form',
	formPage: 'example.com',
	formSentAt: '2026-02-05T10:00:00Z',
};

const mapped = { mappingMode: 'defineBelow', value: { name: 'A' } };

/** None of these is a text, a word or a number that amoCRM could do something with. */
it.each<[resource: string, operation: string, parameters: INodeParameters, label: string]>([
	['call', 'create', { ...CALL, direction: OBJECT }, 'Direction'],
	['call', 'create', { ...CALL, additionalFields: { callResponsible: OBJECT } }, 'Responsible'],
	['call', 'notify', { phoneNumber: '+7', additionalFields: { users: OBJECT } }, 'Users'],
	['contactChat', 'getAll', { filters: { chatIds: OBJECT } }, 'Chat IDs'],
	['file', 'download', { file: locator('id', 'ab-1'), versionUuid: OBJECT }, 'Version UUID'],
	['file', 'getAll', { filters: { uuids: OBJECT } }, 'UUIDs'],
	['file', 'getAll', { filters: { extensions: OBJECT } }, 'Extensions'],
	['lead', 'createComplex', { additionalFields: { sourceExternalId: OBJECT } }, 'Source'],
	['lead', 'get', { lead: locator('id', '7'), with: OBJECT }, 'Include'],
	['salesbot', 'continue', { returnUrl: OBJECT }, 'Return URL'],
	['talk', 'getAll', { filters: { entityType: OBJECT } }, 'Card Type'],
	[
		'unsorted',
		'createForm',
		{ ...FORM, additionalFields: { contact: { card: { phone: OBJECT } } } },
		'Phone',
	],
	[
		'lead',
		'update',
		{ lead: locator('id', '7'), fields: mapped, emptyValues: 'wipe' },
		'Empty Values',
	],
	['contact', 'upsert', { fields: mapped, matchMode: 'some' }, 'Match'],
	['contact', 'upsert', { fields: mapped, onSeveral: 'oldest' }, 'When Several Match'],
	['contact', 'upsert', { fields: mapped, phonesAndEmails: 'drop' }, 'Phones and Emails'],
])('%s/%s refuses %j', async (resource, operation, parameters, label) => {
	const account = new Account();
	const run = await runAction(account, [resource, operation], parameters);
	expect(run.errorOf('amoCRM')?.message).toMatch(
		new RegExp(`^The field ".*${label}.*" cannot be `),
	);
});

it('an option is taken as amoCRM knows it: the text of a number as the number', async () => {
	const account = new Account();
	account.api
		.post(
			'/api/v4/calls',
			([{ call_status }]: Array<{ call_status: unknown }>) => call_status === 4,
		)
		.reply(200, { _embedded: { calls: [{ id: 1, request_id: '0' }] } });

	const parameters = { ...CALL, additionalFields: { callStatus: '={{ "4" }}' } };
	const run = await runAction(account, ['call', 'create'], parameters);

	expect(run.error).toBeUndefined();
});

it('a choice of the operation is read in whatever letters', async () => {
	const account = new Account();
	account.api
		.patch('/api/v4/leads', [{ closed_at: null, id: 7, request_id: '0' }])
		.reply(200, { _embedded: { leads: [{ id: 7 }] } });

	const run = await runAction(account, ['lead', 'update'], {
		lead: locator('id', '7'),
		fields: { mappingMode: 'defineBelow', value: { closed_at: '' } },
		emptyValues: '={{ "Clear" }}',
	});

	expect(run.error).toBeUndefined();
});
