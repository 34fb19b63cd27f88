import { lookupsOf, perItem, type AccountOperation } from '../../factories/operation';
import { plain } from '../../factories/plain';
import { filtersParameter, readCriteria } from '../../factories/readOperations';
import { summaryFilters } from './filters';
import { unsorted } from './unsorted';

const path = `${unsorted.path}/summary`;

export const summary: AccountOperation = {
	name: 'summary',
	displayName: 'Get Summary',
	description: 'Count the incoming leads: those that wait, were accepted and declined',
	action: 'Get a summary of incoming leads',
	api: `GET ${path}`,
	properties: filtersParameter(summaryFilters),
	offers: { lookups: lookupsOf(summaryFilters) },
	run: (session, items) =>
		perItem(items, async (item) => {
			const criteria = await readCriteria(summaryFilters, item, session, {});
			const query = Object.assign({}, ...criteria.map(({ query: asked }) => asked));
			const answer = await session.request({ method: 'GET', path, query });
			return answer ? [plain(answer)] : [];
		}),
};
