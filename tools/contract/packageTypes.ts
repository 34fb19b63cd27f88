import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { ICredentialType, INodeType, INodeTypeDescription } from 'n8n-workflow';

import manifest from '../../package.json';

const root = join(__dirname, '../..');

type Class<T> = new () => T;

/** Imports the sources of the files that the manifest lists as built. */
async function importListed<T>(built: string[]): Promise<T[]> {
	const sources = built
		.map((path) => join(root, path.replace(/^dist\//, '').replace(/\.js$/, '.ts')))
		.filter((path) => existsSync(path));
	return await Promise.all(
		sources.map(async (path) => {
			const exported = (await import(path)) as Record<string, Class<T>>;
			return new exported[basename(path).split('.')[0]]();
		}),
	);
}

/** The package's node types, made from the sources of what the manifest lists. */
export const packageNodes = async () => await importListed<INodeType>(manifest.n8n.nodes);

/** The package's credential types, made likewise. */
export const packageCredentials = async () =>
	await importListed<ICredentialType>(manifest.n8n.credentials);

/** How a saved workflow names a node type of this package. */
export const typeName = (description: Pick<INodeTypeDescription, 'name'>) =>
	`${manifest.name}.${description.name}`;
