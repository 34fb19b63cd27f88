import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export function foldersOnPath(): string[] {
	return (process.env.PATH ?? '').split(delimiter);
}

/** The first of the folders that holds all these programs. */
export function folderWith(programs: string[], folders: string[]): string | undefined {
	return folders.find((folder) => programs.every((program) => existsSync(join(folder, program))));
}
