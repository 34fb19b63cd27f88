import { problem, Refusal } from '../net/message';
import type { Platform } from '../types';
import type { Endpoint } from './kit';

export interface Route {
	endpoint: Endpoint;
	shape: RegExp;
	names: string[];
}

const BLANK = /:(\w+)(\*?)/g;

/** Puts an address's values into the blanks of a path. */
export const fillIn = (path: string, params: Record<string, string>): string =>
	path.replace(BLANK, (_whole, name: string) => params[name]);

function compile(endpoint: Endpoint): Route {
	const names: string[] = [];
	const shape = endpoint.path.replace(BLANK, (_whole, name: string, anyText: string) => {
		names.push(name);
		return anyText ? '([^/]+)' : '(\\d+)';
	});
	return { endpoint, shape: new RegExp(`^${shape}/?$`), names };
}

/** Addresses with fewer blanks first: `/custom_fields/groups` is not a field. */
export const makeRoutes = (endpoints: Endpoint[]): Route[] =>
	endpoints.map(compile).sort((a, b) => a.names.length - b.names.length);

export function findRoute(routes: Route[], method: string, path: string, platform: Platform) {
	const hits = routes.filter(
		({ endpoint: { only }, shape }) => (only ?? platform) === platform && shape.test(path),
	);
	if (hits.length === 0) throw new Refusal(problem(404, 'Not found'));
	const hit = hits.find(({ endpoint }) => endpoint.method === method);
	if (!hit) throw new Refusal(problem(405, `${method} is not allowed here`));
	const [, ...values] = hit.shape.exec(path) ?? [];
	const params = Object.fromEntries(hit.names.map((name, index) => [name, values[index]]));
	return { endpoint: hit.endpoint, params };
}
