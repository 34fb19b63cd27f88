import { self, type ApiCall } from './kit';

/** Paths name what there is in the plural, events and calls in the singular. */
export const SINGULAR: Record<string, string> = {
	leads: 'lead',
	contacts: 'contact',
	companies: 'company',
	customers: 'customer',
	tasks: 'task',
};

export const pluralOf = (singular: string): string | undefined =>
	Object.keys(SINGULAR).find((plural) => SINGULAR[plural] === singular);

/** Another object, as answers point at it. */
export const pointer = (call: ApiCall, type: string, id: unknown) => ({
	id,
	_links: self(call, `/${type}/${String(id)}`),
});
