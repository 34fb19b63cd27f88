import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureN8n, type InstalledN8n } from './cache';
import { LongRunning } from './childProcess';
import { installIntoN8n } from './communityPackage';
import { N8nClient } from './n8nClient';
import { freePort, requirePort } from './ports';
import { printLine, type Progress } from './progress';

export interface N8nOptions {
	/** n8n's user folder: its database, its settings, its installed packages. */
	folder: string;
	/** A free one, if left out. */
	port?: number;
	/** All outgoing requests go through it (the emulator), except those to this machine. */
	proxyUrl?: string;
	/** PEM file of an authority to trust as well (the emulator's). */
	caFile?: string;
	/** A community package to install first. */
	tarball?: string;
	env?: NodeJS.ProcessEnv;
	progress?: Progress;
}

const startTimeoutMs = 180_000;
const localHosts = 'localhost,127.0.0.1,::1';

/** What this process inherited from npm, jest or its user must not change how n8n behaves. */
function inherited(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const foreign =
		/^(npm_|jest_|n8n_|db_|executions_|node_env$|node_options$|(https?|all|no)_proxy$)/i;
	return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/** Keeps n8n from talking to n8n.io, and its editor from asking for attention. */
const quiet = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_DISABLED_MODULES: 'mcp-registry',
};

function outgoing({ proxyUrl, caFile }: N8nOptions): NodeJS.ProcessEnv {
	return {
		...(proxyUrl && { HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl, NO_PROXY: localHosts }),
		...(caFile && { NODE_EXTRA_CA_CERTS: caFile }),
	};
}

function environment(
	installed: InstalledN8n,
	options: N8nOptions,
	port: number,
	brokerPort: number,
): NodeJS.ProcessEnv {
	return {
		...inherited(installed.env),
		...quiet,
		...outgoing(options),
		N8N_USER_FOLDER: options.folder,
		N8N_ENCRYPTION_KEY: 'playground-encryption-key',
		// Its password is no secret: nobody but this machine may reach it.
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		WEBHOOK_URL: `http://localhost:${port}/`,
		...options.env,
	};
}

/** A running n8n. */
export class N8n {
	readonly url: string;
	readonly api: N8nClient;
	private process?: LongRunning;
	private log = '';

	constructor(
		private readonly installed: InstalledN8n,
		private readonly env: NodeJS.ProcessEnv,
		readonly folder: string,
		readonly port: number,
	) {
		this.url = `http://localhost:${port}`;
		this.api = new N8nClient(this.url);
	}

	/** All that it said on stdout and stderr, restarts included. */
	output(): string {
		return this.log;
	}

	async start(): Promise<void> {
		const { nodeBin, n8nEntry } = this.installed;
		const options = { cwd: this.folder, env: this.env };
		const child = new LongRunning([nodeBin, n8nEntry, 'start'], options, (text) => {
			this.log += text;
		});
		this.process = child;
		try {
			await this.untilReady(child);
		} catch (error) {
			await child.kill();
			throw error;
		}
	}

	async stop(): Promise<void> {
		await this.process?.stop();
	}

	/** SIGKILL: what a crash leaves behind. */
	async kill(): Promise<void> {
		await this.process?.kill();
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	private async untilReady(child: LongRunning): Promise<void> {
		const deadline = Date.now() + startTimeoutMs;
		while (!(await this.api.isReady())) {
			if (child.hasEnded) throw new Error(`n8n ended while starting:\n${this.lastLines()}`);
			if (Date.now() > deadline) throw new Error(`n8n does not get ready:\n${this.lastLines()}`);
			await sleep(200);
		}
	}

	private lastLines(): string {
		return this.log.trimEnd().split('\n').slice(-30).join('\n');
	}
}

/** A clear word before anything is built or installed. */
export async function requireN8nPort(port: number): Promise<number> {
	return await requirePort(
		port,
		`Choose another one: \`npm start -- --port ${port + 1}\`, or set N8N_PORT.`,
	);
}

/** Installs n8n on first use, the given package into it, and starts it. */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	const { folder, tarball, progress = printLine } = options;
	const port = options.port === undefined ? await freePort() : await requireN8nPort(options.port);
	const installed = await ensureN8n(progress);
	await mkdir(folder, { recursive: true });
	if (tarball !== undefined) await installIntoN8n(folder, tarball);
	const env = environment(installed, options, port, await freePort());
	const n8n = new N8n(installed, env, folder, port);
	await n8n.start();
	return n8n;
}
