import { eventOptions, hookCodes, isDocumented } from '../../../../nodes/shared/hooks/codes';

const documented = (platform: 'amocrm' | 'kommo') =>
	hookCodes.filter(({ code }) => isDocumented(code, platform)).map(({ code }) => code);

it('knows the 31 codes that amoCRM documents', () => {
	expect(documented('amocrm')).toHaveLength(31);
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
