import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import manifest from '../../package.json';
import { packageName } from '../system/manifest';
import { root } from '../system/paths';

/** Where the package lives. package.json is the one place that says so; `npm run addresses` brings the rest in line. */
export const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');

const anyRepository = new RegExp(`https://github\\.com/[\\w.-]+/${packageName}(?![\\w-])`, 'g');

/** The text with the repository's address as package.json has it. */
export const withRepository = (text: string) => text.replaceAll(anyRepository, repository);

export interface Maintained {
	author: { email: string };
	repository: { url: string };
}

/** One sentence for each address in package.json that nobody has filled in yet. */
export function placeholders({ author, repository: { url } }: Maintained): string[] {
	return [
		...(/REPOSITORY-OWNER/.test(url)
			? [`package.json: "repository" and "homepage" still name REPOSITORY-OWNER, ${url}.`]
			: []),
		...(/\.(invalid|example|test)$|@example\./.test(author.email)
			? [`package.json: the author's "email" is still a placeholder, ${author.email}.`]
			: []),
	];
}

/** One sentence for each page that says that there is no release. */
export function pagesWithoutRelease(pages: Map<string, string>): string[] {
	return [...pages]
		.filter(([, text]) => /not[ _]released[ _]yet|ещё не опубликован/i.test(text))
		.map(([file]) => `${relative(root, file)} still says that the package is not released.`);
}

const folders = ['credentials', 'nodes', 'docs', 'examples', '.github', 'tools/translations'];

async function filesBelow(folder: string): Promise<string[]> {
	const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile() && /\.(ts|json|md|yml)$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name));
}

/** Text that may name the repository, by its file. */
export async function pagesWithAddresses(): Promise<Map<string, string>> {
	const top = (await readdir(root)).filter((name) => name.endsWith('.md'));
	const below = (await Promise.all(folders.map(filesBelow))).flat();
	const files = [join(root, 'package.json'), ...top.map((name) => join(root, name)), ...below];
	const texts = await Promise.all(files.map(async (file) => await readFile(file, 'utf8')));
	return new Map(files.map((file, index) => [file, texts[index]]));
}
