// What `npm start`, `npm test`, `npm run build` and the like run first: it works on a fresh clone, with nothing
// but Node. It installs what is missing and then runs the given script with tsx.
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const lockFile = join(root, 'package-lock.json');
/** npm's own record of what lies in node_modules, package by package. */
const packagesFile = join(root, 'node_modules', '.package-lock.json');
const stampFile = join(root, 'node_modules', '.installed-from');
const oldestNode = 20;

function requireNode() {
	if (Number(process.versions.node.split('.')[0]) >= oldestNode) return;
	console.error(
		`This needs Node ${oldestNode} or newer; this is Node ${process.versions.node}. See https://nodejs.org/`,
	);
	process.exit(1);
}

function lockHash() {
	return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** An install made by hand has no stamp of ours: it counts if every package is there in the locked version. */
function matchesLock() {
	try {
		const installed = packagesIn(packagesFile);
		return Object.entries(packagesIn(lockFile)).every(
			([path, entry]) =>
				path === '' || entry.optional || entry.version === installed[path]?.version,
		);
	} catch {
		// npm says best what is wrong with a file that is missing or cut off.
		return false;
	}
}

const isStamped = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash();

function run(command, args, options = {}) {
	return new Promise((done, failed) => {
		const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
		child.on('error', failed);
		child.on('exit', (code, signal) => done({ child, code, signal }));
		options.onStart?.(child);
	});
}

/** npm empties what a link leads to before it installs: the packages of another checkout. */
function requireOwnModules() {
	const modules = join(root, 'node_modules');
	if (!lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
	console.error(
		'node_modules is a link, and what it leads to does not fit package-lock.json. Remove the link, or run `npm ci` where it leads.',
	);
	process.exit(1);
}

async function install() {
	requireOwnModules();
	const doing = 'Installing the development packages (npm ci, once: 1 GB, about a minute)';
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	const { isTTY } = process.stdout;
	if (!isTTY) console.log(`${doing} ...`);
	const count = () => process.stdout.write(`\r${doing} ... ${seconds()} s`);
	const timer = isTTY ? setInterval(count, 1000) : undefined;
	// npm's warnings are about other people's packages: what it says is shown if it fails.
	let said = '';
	const options = {
		stdio: ['ignore', 'pipe', 'pipe'],
		onStart: ({ stdout, stderr }) => {
			for (const stream of [stdout, stderr]) stream.on('data', (text) => (said += text));
		},
	};
	const viaNpm = process.env.npm_execpath?.endsWith('.js');
	const { code } = viaNpm
		? await run(process.execPath, [process.env.npm_execpath, 'ci'], options)
		: await run('npm', ['ci'], { ...options, shell: process.platform === 'win32' });
	clearInterval(timer);
	if (isTTY) process.stdout.write('\r\x1b[K');
	if (code !== 0) {
		console.error(`${said}npm ci failed (exit code ${code}). Its message is above.`);
		process.exit(code ?? 1);
	}
	console.log(`Installed the development packages in ${seconds()} s.`);
}

function passSignals(child) {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
		process.on(signal, () => child.kill(signal));
}

requireNode();
const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
	console.error('Usage: node tools/bootstrap.mjs <script.ts> [arguments]');
	process.exit(2);
}
if (!isStamped()) {
	if (!matchesLock()) await install();
	writeFileSync(stampFile, lockHash());
}

const { code, signal } = await run(
	process.execPath,
	['--import', 'tsx', resolve(root, script), ...args],
	{ onStart: passSignals },
);
if (signal !== null) {
	process.removeAllListeners(signal);
	process.kill(process.pid, signal);
} else {
	process.exit(code);
}
