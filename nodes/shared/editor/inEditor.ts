import { escape } from 'lodash';
import {
	type ILoadOptionsFunctions,
	type INode,
	type INodePropertyOptions,
	NodeApiError,
	type ResourceMapperFields,
	type ResourceMapperValue,
} from 'n8n-workflow';

import { sessionOpener } from '../account/open';
import type { AccountLocator, AccountSession, Authentication } from '../account/session';
import { detailsOf, toNodeError } from '../nodeError';
import { AmoCrmProblem, statusOf } from '../problem';
import { openIntegration } from '../registry/integration';
import { settle } from '../settle';
import type { Lookup } from './lookup';

const NONE: AccountLocator = { mode: 'list', value: '' };

const noneOfMany = () =>
	new AmoCrmProblem(
		'badInput',
		'Each account has a list of its own, and this node serves every one.',
		{
			hint: 'Give IDs by an expression, for example {{ [77, 78] }}, and stages with their pipeline: {{ ["77/142"] }}, or won in any pipeline: {{ ["any/142"] }}.',
		},
	);

/** The session that the node's parameters ask for, while somebody edits them. */
export async function editorSession(functions: ILoadOptionsFunctions): Promise<AccountSession> {
	const authentication = functions.getCurrentNodeParameter('authentication') as Authentication;
	if (
		authentication === 'installedAccount' &&
		functions.getCurrentNodeParameter('accounts') === 'every'
	)
		throw noneOfMany();
	const locator = () =>
		(functions.getCurrentNodeParameter('account') as AccountLocator | undefined) ?? NONE;
	return await sessionOpener(functions)(authentication, locator);
}

/** What the person has chosen so far in the node; `@version` is the node's own, as in n8n's display options. */
export const chosenIn =
	(functions: ILoadOptionsFunctions) =>
	(name: string): unknown =>
		name === '@version' ? functions.getNode().typeVersion : functions.getCurrentNodeParameter(name);

type Method<Given extends unknown[], T> = (
	this: ILoadOptionsFunctions,
	...given: Given
) => Promise<T>;

type Work<Given extends unknown[], T> = (
	functions: ILoadOptionsFunctions,
	...given: Given
) => Promise<T>;

const noCredential = () =>
	new AmoCrmProblem('missingCredential', 'No credential was chosen.', {
		hint: 'Choose or create one at the top of the node.',
	});

/** Without a credential n8n speaks of a node that nobody knows: that of its own making. */
const problemOf = (node: INode, error: unknown): unknown =>
	error instanceof AmoCrmProblem || Object.keys(node.credentials ?? {}).length > 0
		? error
		: noCredential();

/** Does what the editor asks for; n8n shows failures of each kind of method in a way of its own. */
const inEditor = <Given extends unknown[], T>(
	work: Work<Given, T>,
	onFailure: (functions: ILoadOptionsFunctions, problem: unknown) => T,
): Method<Given, T> =>
	async function (...given) {
		const done = await settle(work(this, ...given));
		return done.ok ? done.value : onFailure(this, problemOf(this.getNode(), done.error));
	};

/** n8n takes hyphens of a message for ends of its parts, and leaves them out. */
const unbroken = (text: string) => text.replaceAll('-', '\u2011');

/** The list of a locator. n8n shows message and description of this kind of error alone. */
export const listInEditor = <Given extends unknown[], T>(work: Work<Given, T>) =>
	inEditor(work, (functions, problem): never => {
		const node = functions.getNode();
		const error = toNodeError(node, problem);
		const { message } = error;
		const shown = new NodeApiError(
			node,
			{},
			{
				message,
				description: detailsOf(error),
				httpCode: statusOf(problem)?.toString(),
				level: 'warning',
			},
		);
		shown.message = unbroken(message);
		throw shown;
	});

/**
 * The options of a dropdown. Of an error n8n says only that there was one: the reason stands in place of the options,
 * and where nothing was chosen yet, in the closed dropdown.
 */
const optionsInEditor = (work: Work<[], INodePropertyOptions[]>) =>
	inEditor(work, (functions, problem) => {
		const error = toNodeError(functions.getNode(), problem);
		return [{ name: error.message, value: '', description: detailsOf(error) }];
	});

const isMapped = (value: unknown) =>
	((value as Partial<ResourceMapperValue> | null)?.schema ?? []).length > 0;

/**
 * The columns of a form. n8n passes over errors here, but shows a notice where there are no columns. These would
 * take the place of a form that was filled in: it stays, and n8n says that its fields could not be read.
 */
export const fieldsInEditor = (work: Work<[], ResourceMapperFields>) =>
	inEditor(work, (functions, problem) => {
		const shown = toNodeError(functions.getNode(), problem);
		if (Object.values(functions.getCurrentNodeParameters() ?? {}).some(isMapped)) throw shown;
		const hint = problem instanceof AmoCrmProblem ? problem.details.hint : undefined;
		return {
			fields: [],
			emptyFieldsNotice: escape([shown.message, hint].filter(Boolean).join(' ')),
		};
	});

/** Whether a name contains what a person types to find it. */
export const includesText = (name: string, filter: string | undefined) =>
	name.toLowerCase().includes((filter ?? '').trim().toLowerCase());

/** One method for each list that some parameter offers. */
export const lookupMethods = (lookups: Lookup[]) =>
	Object.fromEntries(
		lookups.map(({ method, load }) => [
			method,
			optionsInEditor(
				async (functions) => await load(await editorSession(functions), chosenIn(functions)),
			),
		]),
	);

/** The list of the locator `account`, page by page. */
export const searchInstalledAccounts = listInEditor(
	async (functions, filter?: string, paginationToken?: string) => {
		const { accounts } = await openIntegration(functions);
		const { accounts: found, next } = await accounts.search(filter ?? '', paginationToken);
		return {
			results: found.map(({ accountId, domain, name }) => ({
				name: name ? `${name} (${domain})` : domain,
				value: String(accountId),
				url: `https://${domain}`,
			})),
			paginationToken: next,
		};
	},
);
