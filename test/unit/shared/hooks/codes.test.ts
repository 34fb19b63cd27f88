import { eventOptions, hookCodes, isDocumented } from '../../../../nodes/shared/hooks/codes';

const documented = (platform: 'amocrm' | 'kommo') =>
	hookCodes.filter(({ code }) => isDocumented(code, platform)).map(({ code }) => code);

// amocrm.ru/developers: crm/webhooks-api.
it('knows the codes that amoCRM documents, and no others', () => {
	const card = (name: string) =>
		['responsible', 'add', 'update', 'delete', 'restore', 'note'].map((word) => `${word}_${name}`);
	expect(documented('amocrm').sort()).toEqual(
		[
			...['lead', 'contact', 'company'].flatMap(card),
			'status_lead',
			...card('customer').filter((code) => code !== 'restore_customer'),
			...card('task').filter((code) => !/^(restore|note)_/.test(code)),
			'add_talk',
			'update_talk',
			'add_chat_template_review',
		].sort(),
	);
});

it('knows that Kommo documents messages and no customers', () => {
	const ofAmo = documented('amocrm').filter((code) => !code.endsWith('_customer'));
	expect(documented('kommo')).toEqual([...ofAmo, 'add_message']);
});

it.each([
	['status_lead', undefined],
	['add_customer', 'Documented only by amoCRM'],
	['add_message', 'Documented only by Kommo'],
	['add_unsorted', 'Not documented: an account may refuse it'],
	['update_catalog_element', 'Not documented: an account may refuse it'],
])('says of %s who documents it', (code, description) => {
	expect(eventOptions.find(({ value }) => value === code)?.description).toBe(description);
});

it('offers each code once, under a label of its own', () => {
	const count = hookCodes.length;
	expect(new Set(eventOptions.map(({ value }) => value)).size).toBe(count);
	expect(new Set(eventOptions.map(({ name }) => name)).size).toBe(count);
});
