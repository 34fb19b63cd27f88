import { ensureN8n } from './cache';
import { N8nClient } from './n8nClient';
import { prepareN8nProcess, type N8nSurroundings } from './n8nProcess';
import { freePort, requirePort } from '../system/ports';
import { printLine, type Progress } from '../system/progress';
import type { Service } from './service';

export interface N8nOptions extends N8nSurroundings {
	/** Where all that it writes lies. */
	folder: string;
	/** A free one, if left out. */
	port?: number;
	progress?: Progress;
}

/** A running n8n: one process, or several that are one to its users. */
export interface N8n {
	url: string;
	api: N8nClient;
	folder: string;
	/** By name; the editor is served by `main`. */
	processes: Record<string, Service>;
	stop(): Promise<void>;
}

export type StartN8n = (options: N8nOptions) => Promise<N8n>;

/** A clear word before anything is built or installed. */
export async function requireN8nPort(port: number): Promise<number> {
	return await requirePort(
		port,
		`Choose another one: \`npm start -- --port ${port + 1}\`, or set N8N_PORT.`,
	);
}

/** The given port, or any. */
export async function portOf({ port }: N8nOptions): Promise<number> {
	return port === undefined ? await freePort() : await requireN8nPort(port);
}

/** Installs n8n on first use, the given package into it, and starts it as one process. */
export const startN8n: StartN8n = async (options) => {
	const { folder, progress = printLine } = options;
	const port = await portOf(options);
	const url = `http://localhost:${port}`;
	const api = new N8nClient(url);
	const isReady = async () => await api.isReady();
	const installed = await ensureN8n(progress);
	const description = { command: 'start', folder, port, url, isReady } as const;
	const main = await prepareN8nProcess(installed, description, options);
	await main.start();
	return { url, api, folder, processes: { main }, stop: async () => await main.stop() };
};
