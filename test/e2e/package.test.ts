import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';
import { readAddress } from './support/address';
import { nodeType, packageName } from '../../tools/system/manifest';

const { url, folder, session } = readAddress().n8n;

const get = async (path: string) =>
	await fetch(`${url}/${path}`, { headers: { cookie: session.cookie } });

const ours = (name: string) => name.startsWith(nodeType(''));

async function nodeTypes(): Promise<INodeTypeDescription[]> {
	const all = (await (await get('types/nodes.json')).json()) as INodeTypeDescription[];
	return all.filter(({ name }) => ours(name));
}

async function credentialTypes(): Promise<ICredentialType[]> {
	const all = (await (await get('types/credentials.json')).json()) as ICredentialType[];
	return all.filter(({ name }) => name.startsWith('amoCrm'));
}

describe('the package, installed from its tarball', () => {
	it('gives n8n its nodes and credentials', async () => {
		const nodes = (await nodeTypes()).map(({ name }) => name);
		const credentials = (await credentialTypes()).map(({ name }) => name);

		expect(nodes).toEqual(
			expect.arrayContaining(['amoCrm', 'amoCrmInstallTrigger', 'amoCrmChatTrigger'].map(nodeType)),
		);
		expect(credentials.sort()).toEqual([
			'amoCrmChatChannelApi',
			'amoCrmIntegrationApi',
			'amoCrmOAuth2Api',
			'amoCrmTokenApi',
		]);
	});

	it('shows its icons', async () => {
		const described = [...(await nodeTypes()), ...(await credentialTypes())];
		const icons = described.flatMap(({ iconUrl }) =>
			typeof iconUrl === 'object' ? [iconUrl.light, iconUrl.dark] : [iconUrl],
		);

		expect(described.length).toBeGreaterThan(0);
		expect(icons.length).toBeGreaterThanOrEqual(2 * described.length);
		for (const icon of new Set(icons)) {
			const response = await get(String(icon));
			expect(response.headers.get('content-type')).toContain('image/svg+xml');
			expect(await response.text()).toContain('<svg');
		}
	});

	it('brings nothing else along', async () => {
		const modules = join(folder, '.n8n/nodes/node_modules');

		await access(join(modules, `${packageName}/package.json`));
		for (const other of ['lodash', 'luxon', 'zod', 'axios']) {
			await expect(access(join(modules, other))).rejects.toThrow('ENOENT');
		}
	});
});
