import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import { isBlank } from '../../shared/fields/values';
import { AmoCrmProblem } from '../../shared/problem';
import type { ApiCall, QueryValue } from '../../shared/transport/client';
import { type ListPage, MAX_PAGE_SIZE, readPages } from '../../shared/transport/pages';
import { wordPart } from '../factories/entity';
import { flagOf, jsonInput } from '../factories/input';
import { endedEarly, tellOnce } from '../factories/list';
import { type AccountOperation, type Item, perItem } from '../factories/operation';
import { inAccount } from '../factories/resource';

function refuse(given: string, hint: string): never {
	throw new AmoCrmProblem('badInput', `"${given.slice(0, 80)}" is not a path of the account.`, {
		hint,
	});
}

/** What URLs read as something else than it looks like: backslashes, spaces, line breaks, fragments. */
const MISLEADING = /[^\x21-\x7e]|[\\#]/;

/** `..`, as it is or encoded: a path says where it leads. */
const CLIMBING = /(?:^|\/)(?:\.|%2e){1,2}(?=$|[/?])/i;

const EXAMPLE = 'A path looks like /api/v4/leads.';

/** What comes after the host, if it is the account's own. */
function pathIn(given: string, domain: string): string {
	if (!/^https?:/i.test(given)) return given.replace(/^(?=api\/)/, '/');
	const [, host, rest] = /^https:\/\/([^/?]*)(.*)$/i.exec(given) ?? [];
	if (host?.toLowerCase() === domain) return rest;
	refuse(given, `Requests go only to https://${domain}. ${EXAMPLE}`);
}

/**
 * The path of a custom request, which stays on the account's host whatever was written.
 * @throws AmoCrmProblem `badInput`
 */
function pathOf(given: unknown, domain: string): string {
	const text = String(given ?? '').trim();
	const path = pathIn(text, domain);
	if (MISLEADING.test(path)) {
		refuse(text, `It has a character that does not belong into a path. ${EXAMPLE}`);
	}
	if (!/^\/(?!\/)/.test(path)) refuse(text, EXAMPLE);
	if (CLIMBING.test(path.split('?')[0])) refuse(text, `It leads out of its folder. ${EXAMPLE}`);
	return path;
}

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

const methodPart = wordPart(
	'method',
	'Method',
	METHODS.map((method) => ({ name: method, value: method })),
);

const body = jsonInput('body', 'Body');

const returnAllPages: INodeProperties = {
	displayName: 'Return All Pages',
	name: 'returnAllPages',
	type: 'boolean',
	default: false,
	displayOptions: { show: { method: ['GET'] } },
	description: 'Whether to read a list to its end and to return an item for each of its entries',
};

const properties: INodeProperties[] = [
	{
		...methodPart.property,
		default: 'GET',
		description: 'GET reads, POST creates, PATCH changes, DELETE deletes',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. /api/v4/leads',
		description:
			"Path of the API method below the account's address, such as /api/v4/leads or /api/v4/contacts/501. The whole URL of the same account is fine too; requests to any other host are refused. Paths that begin with /v1.0/ go to the file storage.",
	},
	{
		displayName: 'Query Parameters',
		name: 'query',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Parameter',
		default: {},
		description:
			"Named as in amoCRM's documentation, such as filter[price][from], with, order[created_at]",
		options: [
			{
				name: 'rows',
				displayName: 'Parameter',
				values: [
					{ displayName: 'Name', name: 'name', type: 'string', default: '' },
					{ displayName: 'Value', name: 'value', type: 'string', default: '' },
				],
			},
		],
	},
	{
		...body.property,
		displayOptions: { hide: { method: ['GET'] } },
		description:
			'JSON as in amoCRM\'s documentation: mostly an array of objects, such as [{"name": "A deal"}]',
	},
	returnAllPages,
];

interface Row {
	name?: unknown;
	value?: unknown;
}

const nameless = (value: unknown) =>
	new AmoCrmProblem(
		'badInput',
		`The query parameter "${String(value).slice(0, 80)}" has no name.`,
		{
			hint: "Give it the name that amoCRM's documentation says, such as filter[id][].",
		},
	);

/** Names may come several times: `filter[id][]`. */
function queryOf(item: Item): Record<string, QueryValue> {
	const { rows = [] } = item.parameter<{ rows?: Row[] }>('query', {});
	const query: Record<string, string[]> = {};
	for (const { name, value } of rows) {
		if (isBlank(name) && isBlank(value)) continue;
		if (isBlank(name)) throw nameless(value);
		const key = String(name).trim();
		query[key] = [...(query[key] ?? []), isBlank(value) ? '' : String(value)];
	}
	return query;
}

/** The key of the list below `_embedded`. */
const collectionIn = ({ _embedded = {} }: ListPage): string | undefined =>
	Object.keys(_embedded).find((key) => Array.isArray(_embedded[key]));

/** A list in one answer is read once; of a longer one the first answer only tells what it is a list of. */
async function readAll(
	session: AccountSession,
	call: ApiCall,
	onCutOff: () => void,
): Promise<IDataObject[]> {
	const { path, query = {} } = call;
	const pageSize = Number(query.limit) || MAX_PAGE_SIZE;
	const first = await session.request<ListPage>({ ...call, query: { ...query, limit: pageSize } });
	const collection = first && collectionIn(first);
	if (!first || !collection) return first ? [first] : [];
	if (!first._links?.next) return first._embedded?.[collection] ?? [];
	return await readPages(session, { path, query, pageSize, onCutOff }, collection, Infinity);
}

/** A call that amoCRM answers with nothing has been done all the same. */
async function sendOnce(session: AccountSession, call: ApiCall): Promise<IDataObject[]> {
	const answer = await session.request<IDataObject | IDataObject[]>(call);
	if (answer === undefined) return call.method === 'GET' ? [] : [{ success: true }];
	return Array.isArray(answer) ? answer : [answer];
}

const send: AccountOperation = {
	name: 'send',
	displayName: 'Send',
	description:
		"Call any method of the account's API that the other operations do not offer, by its path, such as GET /api/v4/leads. Authentication, request limits and repeated attempts are taken care of.",
	action: 'Send a custom request',
	api: '{method} {path}',
	properties,
	run: async (session, items, functions) => {
		const tell = tellOnce(functions);
		return await perItem(items, async (item) => {
			const method = methodPart.read(item.parameter('method')) as ApiCall['method'];
			const path = pathOf(item.parameter('path'), session.domain);
			const query = queryOf(item);
			if (method !== 'GET') {
				const given = body.encode(item.parameter<unknown>('body', ''), item.zone);
				return await sendOnce(session, { method, path, query, body: given });
			}
			return flagOf(item, returnAllPages)
				? await readAll(session, { method, path, query }, () => tell(endedEarly(session, path)))
				: await sendOnce(session, { method, path, query });
		});
	},
};

export const customRequestResource = inAccount({
	name: 'customRequest',
	displayName: 'Custom Request',
	operations: [send],
});
