import { mkdir } from 'node:fs/promises';
import type { InstalledN8n } from './cache';
import { installIntoN8n } from './communityPackage';
import { freePort } from '../system/ports';
import { Service } from './service';

/** What an n8n of one process or several is given from outside. */
export interface N8nSurroundings {
	/** All outgoing requests go through it (the emulator), except those to this machine. */
	proxyUrl?: string;
	/** PEM file of an authority to trust as well (the emulator's). */
	caFile?: string;
	/** A community package to install first. */
	tarball?: string;
	env?: NodeJS.ProcessEnv;
	/** For Node itself, and not for the processes that n8n starts. */
	nodeFlags?: string[];
}

export interface N8nProcessDescription {
	command: 'start' | 'webhook' | 'worker';
	/** Its user folder: its settings, its installed packages, and its database where that is a file. */
	folder: string;
	port: number;
	/** Where n8n is reached from outside. */
	url: string;
	isReady: () => Promise<boolean>;
}

const localHosts = 'localhost,127.0.0.1,::1';

/** What this process inherited from npm, jest or its user must not change how n8n behaves. */
function inherited(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const foreign =
		/^(npm_|jest_|n8n_|db_|executions_|queue_|offload_|node_env$|node_options$|(https?|all|no)_proxy$)/i;
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

function outgoing({ proxyUrl, caFile }: N8nSurroundings): NodeJS.ProcessEnv {
	return {
		...(proxyUrl && { HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl, NO_PROXY: localHosts }),
		...(caFile && { NODE_EXTRA_CA_CERTS: caFile }),
	};
}

/** A worker has no pages: only its health check listens. */
const listening = (port: number): NodeJS.ProcessEnv => ({
	// Its password is no secret: nobody but this machine may reach it.
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_PORT: String(port),
	N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	QUEUE_HEALTH_CHECK_ACTIVE: 'true',
	QUEUE_HEALTH_CHECK_PORT: String(port),
});

/** Puts the package into the folder of one of n8n's processes; starting it is up to the caller. */
export async function prepareN8nProcess(
	installed: InstalledN8n,
	{ command, folder, port, url, isReady }: N8nProcessDescription,
	surroundings: N8nSurroundings,
): Promise<Service> {
	await mkdir(folder, { recursive: true });
	if (surroundings.tarball !== undefined) await installIntoN8n(folder, surroundings.tarball);
	const env = {
		...inherited(installed.env),
		...quiet,
		...outgoing(surroundings),
		...listening(port),
		N8N_USER_FOLDER: folder,
		N8N_ENCRYPTION_KEY: 'playground-encryption-key',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_SECURE_COOKIE: 'false',
		WEBHOOK_URL: `${url}/`,
		...surroundings.env,
	};
	return new Service({
		name: `n8n ${command}`,
		argv: [installed.nodeBin, ...(surroundings.nodeFlags ?? []), installed.n8nEntry, command],
		options: { cwd: folder, env },
		isReady,
	});
}
