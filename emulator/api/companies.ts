import type { Model } from '../state/collection';
import {
	applyCard,
	blankCard,
	cardFields,
	cardFilters,
	embedded,
	presentCard,
	searchTexts,
	shownElements,
	shownRefs,
	touch,
} from './cards';
import { text, type Fields } from './checks';
import type { ApiCall, Endpoint } from './kit';
import { resourceEndpoints, type Resource } from './resource';

/** amocrm.ru/developers: crm/companies-api. */
export const companyFields: Fields = { ...cardFields('companies'), name: text() };

export function createCompany(call: ApiCall, value: Record<string, unknown>): Model {
	const { account, userId, now } = call;
	const company = blankCard(account, userId, now);
	applyCard(account, 'companies', company, value);
	return company;
}

export const COMPANIES: Resource = {
	path: '/companies',
	key: 'companies',
	missing: 204,
	present: presentCard('companies', (call, model, withs) =>
		Object.fromEntries(
			['contacts', 'leads', 'customers', 'catalog_elements']
				.filter((name) => withs.has(name))
				.map((name) => [
					name,
					name === 'catalog_elements'
						? shownElements(call, 'companies', model)
						: shownRefs(call, 'companies', model, name),
				]),
		),
	),
	list: {
		filtersAreOptional: true,
		filters: cardFilters('companies'),
		orders: ['updated_at', 'id'],
		withs: ['catalog_elements', 'leads', 'customers', 'contacts', 'only_deleted'],
		searchIn: searchTexts,
	},
	write: {
		fields: { ...companyFields, _embedded: embedded('companies') },
		create: createCompany,
		update(call, company, value) {
			applyCard(call.account, 'companies', company, value);
			touch(call, company, value);
		},
		answerCreate: ({ id }) => ({ id }),
		answerUpdate: ({ id, name, updated_at }) => ({ id, name, updated_at }),
	},
};

export const companyEndpoints: Endpoint[] = resourceEndpoints(COMPANIES);
