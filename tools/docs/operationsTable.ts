import type { Resource } from '../../nodes/AmoCrm/factories/resource';
import { code, codes, row } from './markdown';

const HEAD = `# Operations of the amoCRM node

Made by \`npm run docs\` from the node's own description; do not edit by hand.

What is in braces comes from a parameter. Operations without a method work on the installed accounts that n8n
keeps, not on amoCRM's API.
`;

function section({ displayName, name, operations }: Resource): string {
	const rows = operations.map(({ displayName: label, name: value, description, api }) =>
		row(label, code(value), description, codes(api ? [api] : [])),
	);
	return [
		`## ${displayName} (\`${name}\`)`,
		'',
		row('Operation', 'Value', 'What it does', 'Method of the API'),
		row('---', '---', '---', '---'),
		...rows.sort(),
		'',
	].join('\n');
}

/** The page of the documentation that lists every operation. */
export const operationsPage = (resources: Resource[]): string =>
	[HEAD, ...resources.map(section)].join('\n');
