import { spawnSync } from 'node:child_process';
import { chown, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CleanUps } from '../system/cleanUps';
import { runOrThrow, type Argv } from '../system/command';
import { onExit } from '../system/onExit';
import { freePort } from '../system/ports';
import type { ServerPrograms } from './serverPrograms';
import { Service } from './service';
import { temporaryFolder } from '../system/temporaryFolder';

/** PostgreSQL refuses to run as root: the user to run it as. */
async function unprivilegedUser(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
	for (const wanted of ['postgres', 'nobody']) {
		const user = users.find(([name]) => name === wanted);
		if (user) return { uid: Number(user[2]), gid: Number(user[3]) };
	}
	throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody".');
}

/** Both say so in the same words. */
const isReady = (output: string) => /ready to accept connections/i.test(output);

/**
 * A PostgreSQL for this run only, with its data in a folder of its own. Its superuser is `n8n`, without a
 * password, and its database `postgres`.
 * @returns its port
 */
export async function startPostgres(
	{ postgres }: ServerPrograms,
	cleanUps: CleanUps,
): Promise<number> {
	const program = (name: string) => join(postgres, name);
	const folder = await temporaryFolder('postgres');
	cleanUps.add(() => folder.remove());
	const user = await unprivilegedUser();
	if (user) await chown(folder.path, user.uid, user.gid);
	const options = { cwd: folder.path, ...user };
	const data = ['-D', join(folder.path, 'data')];
	const made = ['-U', 'n8n', '--auth=trust', '--locale=C', '--encoding=UTF8', '--no-sync'];
	await runOrThrow([program('initdb'), ...data, ...made], options);
	const port = await freePort();
	const listening = ['-h', '127.0.0.1', '-p', String(port), '-k', ''];
	// It need not outlive a power cut.
	const argv: Argv = [program('postgres'), ...data, ...listening, '-F'];
	const server = new Service({ name: 'PostgreSQL', argv, options, isReady });
	cleanUps.add(async () => await server.stop());
	await server.start();
	// Each of its processes leads a group of its own: a signal to the first one's group misses the others.
	const end = () => spawnSync(program('pg_ctl'), ['stop', ...data, '-m', 'immediate'], options);
	const forget = onExit(end);
	cleanUps.add(() => {
		end();
		forget();
	});
	return port;
}

/**
 * A Redis for this run only, which keeps nothing.
 * @returns its port
 */
export async function startRedis({ redis }: ServerPrograms, cleanUps: CleanUps): Promise<number> {
	const folder = await temporaryFolder('redis');
	cleanUps.add(() => folder.remove());
	const port = await freePort();
	const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', ''];
	const argv: Argv = [join(redis, 'redis-server'), ...settings];
	const server = new Service({ name: 'Redis', argv, options: { cwd: folder.path }, isReady });
	cleanUps.add(async () => await server.stop());
	await server.start();
	return port;
}
