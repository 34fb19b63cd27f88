import type {
	ICredentialType,
	INodeProperties,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

import { withInner, type Placed } from './properties';

type Described = Pick<ICredentialType, 'properties'> &
	Partial<Pick<INodeTypeDescription, 'version' | 'credentials' | 'webhooks'>>;

/** What n8n never saves. */
const UNSAVED = new Set(['hidden', 'notice']);

/** A parameter that came with a later version says so: nodes that were saved before do without. */
function sinceOf({ displayOptions }: INodeProperties): string {
	const [condition] = displayOptions?.show?.['@version'] ?? [];
	const { _cnd: bound } = (condition ?? {}) as { _cnd?: { gte?: number } };
	return bound?.gte === undefined ? '' : `since ${bound.gte}`;
}

/** Where a parameter is shown: `lead create`. One name may mean different things in different places. */
function placesOf(property: INodeProperties): string[] {
	const { resource = [''], operation = [''] } = property.displayOptions?.show ?? {};
	return (resource as string[]).flatMap((where) =>
		(operation as string[]).map((what) =>
			[where, what, sinceOf(property)].filter(Boolean).join(' '),
		),
	);
}

/** Saved workflows hold the values and modes that were chosen; where they hold nothing, the default counts. */
function linesOf({ property, path }: Placed): string[] {
	const { type, options = [], modes = [] } = property;
	if (UNSAVED.has(type)) return [];
	const isChoice = type === 'options' || type === 'multiOptions';
	const values = isChoice ? (options as INodePropertyOptions[]).map(({ value }) => value) : [];
	return [
		`${path}: ${type}, default ${JSON.stringify(property.default)}`,
		...values.map((value) => `${path} = ${String(value)}`),
		...modes.map(({ name }) => `${path} by ${name}`),
	];
}

/** All that saved workflows, saved credentials and addresses given to amoCRM rely on, one promise a line. */
export function promisesOf({
	properties,
	version = [],
	credentials = [],
	webhooks = [],
}: Described): string[] {
	const parameters = properties.flatMap((property) => {
		const lines = withInner(property).flatMap(linesOf);
		return placesOf(property).flatMap((place) =>
			lines.map((line) => (place ? `${place} | ${line}` : line)),
		);
	});
	const promises = [
		...[version].flat().map((number) => `version ${number}`),
		...credentials.map(({ name }) => `credential ${name}`),
		...webhooks.map(({ name, httpMethod, path }) => `webhook ${name}: ${httpMethod} ${path}`),
		...parameters,
	];
	return [...new Set(promises)].sort();
}
