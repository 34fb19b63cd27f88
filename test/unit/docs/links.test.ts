import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { packageCredentials, packageNodes } from '../../../tools/contract/packageTypes';

const root = join(__dirname, '../../..');

const pages = [root, join(root, 'docs')].flatMap((folder) =>
	readdirSync(folder)
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name)),
);

/** What is not code. */
const prose = (path: string) => readFileSync(path, 'utf8').replace(/^\s*```[\s\S]*?^\s*```/gm, '');

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (path: string) =>
	[...prose(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\- ]/gu, '')
			.replaceAll(' ', '-'),
	);

function isThere(target: string): boolean {
	const [path, anchor] = target.split('#');
	if (!existsSync(path)) return false;
	return anchor === undefined || anchorsOf(path).includes(anchor);
}

it.each(pages.map((path) => relative(root, path)))('%s leads only to what is there', (name) => {
	const path = join(root, name);
	const links = [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
	const own = links.filter((link) => !/^[a-z]+:/.test(link));
	const absolute = (link: string) =>
		link.startsWith('#') ? `${path}${link}` : join(dirname(path), link);
	expect(own.filter((link) => !isThere(decodeURI(absolute(link))))).toEqual([]);
});

it.each(pages.map((path) => relative(root, path)))('%s names only code that is there', (name) => {
	const named = prose(join(root, name)).matchAll(
		/`((?:credentials|emulator|nodes|playground|tools)\/[^`\s]+)`/g,
	);
	const files = [...named].map(([, file]) => file);
	expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

it('the pages to which the editor leads are there', async () => {
	const types = await packageCredentials();
	const nodes = await packageNodes();
	const addresses = [
		...types.map(({ documentationUrl }) => documentationUrl),
		...nodes.map(({ description }) => description.documentationUrl),
	].filter((url) => url !== undefined);
	const pathOf = (url: string) => join(root, url.split('/blob/main/')[1] ?? 'README.md');
	expect(addresses.length).toBeGreaterThanOrEqual(types.length);
	expect(addresses.filter((url) => !isThere(pathOf(url)))).toEqual([]);
});

it('the walkthroughs in CONTRIBUTING name files that are there', () => {
	const walkthroughs = prose(join(root, 'CONTRIBUTING.md'))
		.split('## Six walkthroughs')[1]
		.split('\n## ')[0];
	expect(walkthroughs.match(/^\*\*.+\*\*/gm)).toHaveLength(6);
	const files = [...walkthroughs.matchAll(/`([^`]+\.ts)`/g)].map(([, file]) => file);
	expect(files.length).toBeGreaterThan(30);
	expect(files.filter((file) => !existsSync(join(root, 'nodes', file)))).toEqual([]);
});
