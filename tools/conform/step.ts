import type { Call, Entity } from './ask';
import type { Ids } from './kinds';

/** What is asked for has not been made. */
export class Missing extends Error {}

export interface Step {
	/** Also the name of what it makes. */
	title: string;
	/** @param nameOf gives the name of what the step with this title makes */
	call(ids: Ids, name: string, nameOf: (title: string) => string): Call;
	/** The kind of thing that it makes. */
	makes?: string;
	/** Kinds of things that come along; each is named by the step's title and its kind. */
	along?: string[];
	/** Also what came along: the first stage of a pipeline. */
	also?(answer: Entity): Ids;
	/** Only accounts that keep customers have it. */
	isOfCustomers?: boolean;
	/** Path without ids, for the report. */
	read: string;
	/** Page of the documentation. */
	page: string;
}

/** The call of a step; nothing if it needs what could not be made. */
export function callOf(
	{ title, call }: Step,
	ids: Ids,
	nameOf: (title: string) => string,
): Call | undefined {
	const known = new Proxy(ids, {
		get(target, name: string) {
			if (name in target) return target[name];
			throw new Missing(name);
		},
	});
	try {
		return call(known, nameOf(title), nameOf);
	} catch (error) {
		if (error instanceof Missing) return undefined;
		throw error;
	}
}

const API = '/api/v4';
const CRM = 'crm/';
export const PAGES = {
	pipelines: `${CRM}leads_pipelines`,
	fields: `${CRM}custom-fields`,
	tags: `${CRM}tags-api`,
	leads: `${CRM}leads-api`,
	contacts: `${CRM}contacts-api`,
	companies: `${CRM}companies-api`,
	tasks: `${CRM}tasks-api`,
	notes: `${CRM}events-and-notes`,
	links: `${CRM}entity-links-api`,
	catalogs: `${CRM}catalogs-api`,
	customers: `${CRM}customers-api`,
	unsorted: `${CRM}unsorted-api`,
	sources: `${CRM}sources-api`,
	webhooks: `${CRM}webhooks-api`,
	files: 'files/files-api',
};

type More = Partial<Step>;

export const post = (
	title: string,
	makes: string | undefined,
	path: string,
	page: string,
	body: (ids: Ids, name: string, nameOf: (title: string) => string) => Entity | Entity[],
	more: More = {},
): Step => ({
	title,
	makes,
	read: `POST ${API}${path}`,
	page,
	call: (ids, name, nameOf) => ({
		method: 'POST',
		path: filled(`${API}${path}`, ids),
		body: [body(ids, name, nameOf)].flat(),
	}),
	...more,
});

export const filled = (path: string, ids: Ids): string =>
	path.replace(/\{([\w ]+)\}/g, (_whole, name: string) => String(ids[name]));

export const patch = (
	title: string,
	path: string,
	page: string,
	body: (ids: Ids, name: string) => Entity,
): Step => ({
	title,
	read: `PATCH ${API}${path}`,
	page,
	call: (ids, name) => ({
		method: 'PATCH',
		path: filled(`${API}${path}`, ids),
		body: body(ids, name),
	}),
});

export const read = (
	title: string,
	path: string,
	page: string,
	query: Record<string, string> = {},
): Step => ({
	title,
	read: `GET ${API}${path}`,
	page,
	call: (ids) => ({ method: 'GET', path: filled(`${API}${path}`, ids), query }),
});
