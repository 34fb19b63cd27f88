import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { folderWith, foldersOnPath } from '../system/programs';

/** The folders that their programs are in. */
export interface ServerPrograms {
	postgres: string;
	redis: string;
}

const debianPostgres = '/usr/lib/postgresql';

/** Debian keeps the programs of each PostgreSQL off PATH; the newest first. */
async function debianFolders(): Promise<string[]> {
	const versions = await readdir(debianPostgres).catch(() => []);
	return versions
		.sort((left, right) => Number(right) - Number(left))
		.map((version) => join(debianPostgres, version, 'bin'));
}

/** @throws one sentence that says how to install what is missing */
export async function findServerPrograms(): Promise<ServerPrograms> {
	const redis = folderWith(['redis-server'], foldersOnPath());
	const folders = [...foldersOnPath(), ...(await debianFolders())];
	const postgres = folderWith(['initdb', 'pg_ctl', 'postgres'], folders);
	if (postgres !== undefined && redis !== undefined) return { postgres, redis };
	const missing = [...(postgres ? [] : ['PostgreSQL']), ...(redis ? [] : ['Redis'])];
	throw new Error(
		`${missing.join(' and ')} must be installed first: \`apt-get install postgresql redis-server\` on Debian and Ubuntu, \`brew install postgresql redis\` on macOS.`,
	);
}
