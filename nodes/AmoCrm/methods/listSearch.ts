import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { toNodeError } from '../../shared/nodeError';
import type { EntityPath } from '../../shared/fields/definition';
import { openIntegration } from '../../shared/registry/integration';
import { editorSession } from './session';

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** Shows problems in the editor as sentences. */
function searching(work: Search): Search {
	return async function (filter, paginationToken) {
		try {
			return await work.call(this, filter, paginationToken);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}

const searchInstalledAccounts = searching(async function (filter) {
	const { accounts } = await openIntegration(this);
	const wanted = (filter ?? '').trim().toLowerCase();
	const installed = (await accounts.list()).filter(({ status }) => status === 'installed');
	const found = installed.filter(({ domain, name }) =>
		`${domain} ${name}`.toLowerCase().includes(wanted),
	);
	return {
		results: found.map(({ accountId, domain, name }) => ({
			name: name ? `${name} (${domain})` : domain,
			value: String(accountId),
			url: `https://${domain}`,
		})),
	};
});

const PAGE_SIZE = 50;

interface CardPage {
	_embedded?: Record<string, IDataObject[]>;
	_links?: { next?: unknown };
}

/** Cards with the latest change first, or those that a text finds. */
const searchCards = (path: EntityPath): Search =>
	searching(async function (filter, paginationToken) {
		const session = await editorSession(this);
		const page = Number(paginationToken ?? 1);
		const answer = await session.request<CardPage>({
			method: 'GET',
			path: `/api/v4/${path}`,
			query: { page, limit: PAGE_SIZE, query: filter, 'order[updated_at]': 'desc' },
		});
		return {
			results: (answer?._embedded?.[path] ?? []).map(({ id, name }) => ({
				name: String(name || id),
				value: String(id),
				url: `https://${session.domain}/${path}/detail/${String(id)}`,
			})),
			paginationToken: answer?._links?.next ? String(page + 1) : undefined,
		};
	});

export const listSearch = {
	searchInstalledAccounts,
	search_leads: searchCards('leads'),
	search_contacts: searchCards('contacts'),
	search_companies: searchCards('companies'),
};
