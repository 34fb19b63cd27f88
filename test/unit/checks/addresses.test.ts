import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import manifest from '../../../package.json';
import { PACKAGE_NAME } from '../../../nodes/shared/package';
import {
	pagesWithAddresses,
	pagesWithoutRelease,
	placeholders,
	repository,
	withRepository,
} from '../../../tools/checks/addresses';
import { packageName } from '../../../tools/system/manifest';
import { root } from '../../../tools/system/paths';

const filledIn = {
	author: { email: 'maintainers@amocrm-tools.com' },
	repository: { url: `git+https://github.com/somebody/${manifest.name}.git` },
};

describe('placeholders in package.json', () => {
	it('are none where both addresses are filled in', () => {
		expect(placeholders(filledIn)).toEqual([]);
	});

	it.each([
		['the repository', { repository: { url: 'git+https://github.com/REPOSITORY-OWNER/x.git' } }],
		['a mail domain that cannot exist', { author: { email: 'maintainer@mail-domain.invalid' } }],
		['a mail domain of examples', { author: { email: 'me@example.com' } }],
	])('are found: %s', (_, placeholder) => {
		expect(placeholders({ ...filledIn, ...placeholder })).toHaveLength(1);
	});

	it('stop the publishing', () => {
		const workflow = readFileSync(join(root, '.github/workflows/publish.yml'), 'utf8');
		const [check, publish] = ['tools/addresses.ts --release', 'npm run release'].map((step) =>
			workflow.indexOf(
				`run: ${step.startsWith('npm') ? step : `node tools/bootstrap.mjs ${step}`}`,
			),
		);

		expect(check).toBeGreaterThan(0);
		expect(publish).toBeGreaterThan(check);
	});
});

it('finds the pages that say that there is no release', () => {
	const pages = new Map(
		[
			['README.md', '> **Not released yet.** Until …'],
			['badge.md', 'https://img.shields.io/badge/npm-not_released_yet-lightgrey'],
			['docs/README.ru.md', '> **Пакет ещё не опубликован.** Пока …'],
			['docs/other.md', 'Released.'],
		].map(([file, text]) => [join(root, file), text] as const),
	);

	expect(pagesWithoutRelease(pages).map((line) => line.split(' ')[0])).toEqual([
		'README.md',
		'badge.md',
		'docs/README.ru.md',
	]);
});

describe('the repository and the name', () => {
	it('stand in package.json', () => {
		expect(manifest.homepage).toBe(repository);
		expect(manifest.repository.url).toBe(`git+${repository}.git`);
		expect(PACKAGE_NAME).toBe(packageName);
	});

	it('are spelled out nowhere else in the code', () => {
		const code = ['credentials', 'emulator', 'nodes', 'playground', 'test', 'tools'].flatMap(
			(folder) =>
				readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
					.filter((file) => file.endsWith('.ts'))
					.map((file) => join(folder, file)),
		);
		const spelling = code.filter((file) =>
			readFileSync(join(root, file), 'utf8').replaceAll(repository, '').includes(packageName),
		);

		expect(spelling).toEqual(['nodes/shared/package.ts']);
	});

	it('are the same wherever else they stand (`npm run addresses`)', async () => {
		const differing = [...(await pagesWithAddresses())]
			.filter(([, text]) => withRepository(text) !== text)
			.map(([file]) => relative(root, file));

		expect(differing).toEqual([]);
	});
});

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replaceAll(' ', '-');

const anchorsIn = (page: string) =>
	[...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading));

describe('links from n8n to the documentation', () => {
	it('lead to a heading that is there', async () => {
		const shipped = [...(await pagesWithAddresses())].filter(([file]) =>
			/^(nodes|credentials)\//.test(relative(root, file)),
		);
		const links = shipped.flatMap(([, text]) =>
			[...text.matchAll(/https:\/\/github\.com\/[^\s'"\\)<]+/g)].map(([url]) => url),
		);
		const targets = [...new Set(links)].filter((url) => url.startsWith(repository));
		const dead = targets.filter((url) => {
			const [path, anchor] = url.slice(repository.length).split('#');
			const page = path === '' ? 'README.md' : path.replace('/blob/main/', '');
			if (anchor === undefined || anchor === 'readme') return false;
			return !anchorsIn(readFileSync(join(root, page), 'utf8')).includes(anchor);
		});

		expect(targets.length).toBeGreaterThan(3);
		expect(dead).toEqual([]);
	});
});
