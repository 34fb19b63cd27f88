import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { Inbox } from '../../../../tools/conform/inbox';
import { checkLeadsHere, readIntegration } from '../../../../tools/conform/person';
import { Typed } from '../../../../tools/conform/typed';
import { temporaryFolder, type TemporaryFolder } from '../../../../tools/system/temporaryFolder';

const ID = '6cbab3d5-c4c1-46ff-b710-ad59ad10805f';

let folder: TemporaryFolder;

beforeEach(async () => {
	folder = await temporaryFolder('conform');
});

afterEach(() => folder.remove());

const read = async (...lines: string[]) => {
	const file = join(folder.path, 'integration.txt');
	writeFileSync(file, lines.join('\n'));
	return await readIntegration(new Typed(), file);
};

describe('an integration in a file', () => {
	it('is its three lines, whatever blanks stand around them', async () => {
		expect(await read(` ${ID}\r`, 'hush ', 'https://example.com/amo', '')).toEqual({
			id: ID,
			secret: 'hush',
			redirectUri: 'https://example.com/amo',
		});
	});

	it.each([
		['the ID', ['hush', ID, 'https://example.com/'], 'not the ID of an integration'],
		['the secret key', [ID, '', 'https://example.com/'], 'The secret key is missing'],
		['the address', [ID, 'hush', 'http://example.com/'], 'must begin with https://'],
		['everything', [], 'not the ID of an integration'],
	])('is refused without %s, and its secret is not shown', async (_name, lines, message) => {
		const error = await read(...lines).catch((thrown: Error) => thrown);
		expect(String(error)).toContain(message);
		expect(String(error)).not.toContain('hush');
	});

	it('is refused where the file is not there', async () => {
		await expect(readIntegration(new Typed(), join(folder.path, 'none'))).rejects.toThrow(
			'The file of the integration cannot be read (ENOENT).',
		);
	});
});

describe('the public address', () => {
	it('must lead to this machine', async () => {
		const inbox = await Inbox.open(0);
		const another = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
		await once(another, 'listening');
		const address = `http://127.0.0.1:${(another.address() as AddressInfo).port}`;
		await expect(checkLeadsHere(address, 1, inbox)).rejects.toThrow('does not lead to port 1');
		await expect(checkLeadsHere(`${inbox.address}/amo?key=1`, 1, inbox)).resolves.toBeUndefined();
		another.close();
		inbox.close();
	});

	it('needs a port that nobody else has', async () => {
		const inbox = await Inbox.open(0);
		const port = Number(new URL(inbox.address).port);
		await expect(Inbox.open(port)).rejects.toThrow(`Port ${port} cannot be listened on`);
		inbox.close();
	});
});
