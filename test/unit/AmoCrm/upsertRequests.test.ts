import { chunk, get, times } from 'lodash';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Item } from '../../../nodes/AmoCrm/factories/operation';
import type { AccountSession } from '../../../nodes/shared/account/session';
import { fakeClient } from '../support/client';
import { Emulated } from './emulated';
import { operation } from './operation';

const createContact = operation('contact', 'create');
const upsertContact = operation('contact', 'upsert');
const createLead = operation('lead', 'create');
const getLead = operation('lead', 'get');
const updateLead = operation('lead', 'update');
const upsertLead = operation('lead', 'upsert');

/** An account with so many contacts, known by their e-mails, that takes whatever is written. */
function accountWith(count: number) {
	const fields = [{ id: 2, name: 'E-mail', code: 'EMAIL', type: 'multitext', enums: [] }];
	const contacts = times(count, (index) => ({
		id: index + 1,
		name: `Old ${index}`,
		custom_fields_values: [{ field_id: 2, values: [{ value: `${index}@example.com` }] }],
	}));
	const pages = chunk(contacts, 250);
	const { client, calls } = fakeClient(({ method, path, query, body }) => {
		if (path.endsWith('/custom_fields')) return { _embedded: { custom_fields: fields } };
		if (method === 'GET') {
			const page = Number(query?.page);
			const more = page < pages.length ? { _links: { next: { href: '' } } } : {};
			return { ...more, _embedded: { contacts: pages[page - 1] ?? [] } };
		}
		const written = (body as IDataObject[]).map(({ id, request_id }) => ({
			id: id ?? 1_000_000 + Number(request_id),
			request_id,
		}));
		return { _embedded: { contacts: written } };
	});
	const session = { ...client, key: 'many', platform: 'amocrm' } as AccountSession;
	return { session, calls };
}

const itemOf = (parameters: object): Item => ({
	index: 0,
	json: {},
	zone: 'UTC',
	saved: (name) => get(parameters, name) as unknown,
	parameter: <T>(name: string, fallback?: T) => get(parameters, name, fallback) as T,
});

/** amoCRM's contacts are read, changed and made by 250: the fewest requests are 30 and one for the fields. */
it('creates or updates 5,000 contacts in no more requests than their pages and batches are', async () => {
	const { session, calls } = accountWith(2_500);
	const items = times(5_000, (index) =>
		itemOf({
			fields: {
				mappingMode: 'defineBelow',
				value: { name: `New ${index}`, cf_2: `${index}@example.com` },
				matchingColumns: ['cf_2'],
			},
		}),
	);
	const results = await upsertContact.run(session, items, {} as IExecuteFunctions);
	const words = results.map((result) => ('output' in result ? result.output[0].operation : ''));
	expect(words.slice(0, 2_500)).toEqual(times(2_500, () => 'updated'));
	expect(words.slice(2_500)).toEqual(times(2_500, () => 'created'));
	const count = (method: string) => calls.filter((call) => call.method === method).length;
	expect([count('PATCH'), count('POST')]).toEqual([10, 10]);
	// The fields, ten pages, and one past the end that was asked for ahead.
	expect(count('GET')).toBeLessThanOrEqual(12);
});

describe('against an account', () => {
	const amo = new Emulated();

	beforeAll(async () => await amo.open());
	beforeEach(async () => await amo.enter());

	const mapping = (value: IDataObject, matchingColumns: string[] = []) => ({
		fields: { mappingMode: 'defineBelow', value, matchingColumns },
	});

	const made = async (operation: typeof createLead, value: IDataObject) => {
		const [{ id }] = (await amo.run(operation, mapping(value))) as IDataObject[];
		return Number(id);
	};

	const contactsOf = async (lead: number) => {
		const includes = { with: ['contacts'], simplify: false };
		const [read] = (await amo.run(getLead, { lead, ...includes })) as IDataObject[];
		return (read._embedded as IDataObject).contacts;
	};

	it('makes another contact the main one of a lead, by each way, and asks for nothing twice', async () => {
		const [anna, boris] = [
			await made(createContact, { name: 'Anna' }),
			await made(createContact, { name: 'Boris' }),
		];
		const lead = await made(createLead, { name: 'Order', contact_id: anna });
		await amo.run(updateLead, { lead, ...mapping({ contact_id: boris }) });
		expect(await contactsOf(lead)).toMatchObject([
			{ id: anna, is_main: false },
			{ id: boris, is_main: true },
		]);

		amo.asked.length = 0;
		const wish = mapping({ name: 'Order', contact_id: anna }, ['name']);
		expect(await amo.run(upsertLead, wish)).toEqual([{ id: lead, operation: 'updated' }]);
		expect(amo.asked).toContain(`POST /api/v4/leads/${lead}/link`);
		expect(await contactsOf(lead)).toMatchObject([
			{ id: anna, is_main: true },
			{ id: boris, is_main: false },
		]);

		amo.asked.length = 0;
		expect(await amo.run(upsertLead, wish)).toEqual([{ id: lead, operation: 'unchanged' }]);
		expect(amo.asked.filter((call) => !call.startsWith('GET'))).toEqual([]);
	});
});
