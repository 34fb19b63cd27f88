import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { packageCredentials, packageNodes } from './packageTypes';
import { root } from '../system/paths';

const folder = join(root, 'test/engine/contract');

const fileOf = (name: string) => join(folder, `${name}.txt`);

/** Every node and credential type that people save. */
export async function shippedTypes() {
	const nodes = (await packageNodes()).map(({ description }) => description);
	return [...nodes, ...(await packageCredentials())];
}

/** The promises given so far; none for a type that is new. */
export async function readContract(name: string): Promise<string[]> {
	const text = await readFile(fileOf(name), 'utf8').catch(() => '');
	return text.split('\n').filter((line) => line !== '');
}

export async function writeContract(name: string, promises: string[]): Promise<void> {
	await mkdir(folder, { recursive: true });
	await writeFile(fileOf(name), `${promises.join('\n')}\n`);
}
