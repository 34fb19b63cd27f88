import { join } from 'node:path';
import { ensureN8n } from './cache';
import { CleanUps } from '../system/cleanUps';
import { openGateway } from './gateway';
import { portOf, type N8n, type N8nOptions, type StartN8n } from './n8n';
import { N8nClient } from './n8nClient';
import { prepareN8nProcess } from './n8nProcess';
import { freePort } from '../system/ports';
import { printLine } from '../system/progress';
import { findServerPrograms } from './serverPrograms';
import { startPostgres, startRedis } from './servers';
import type { Service } from './service';

const commands = {
	main: 'start',
	webhook: 'webhook',
	worker1: 'worker',
	worker2: 'worker',
} as const;

export type QueueProcess = keyof typeof commands;

const names = Object.keys(commands) as QueueProcess[];

/** Where PostgreSQL and Redis are, and what else makes it queue mode. */
const queueMode = (postgresPort: number, redisPort: number): NodeJS.ProcessEnv => ({
	EXECUTIONS_MODE: 'queue',
	DB_TYPE: 'postgresdb',
	DB_POSTGRESDB_HOST: '127.0.0.1',
	DB_POSTGRESDB_PORT: String(postgresPort),
	DB_POSTGRESDB_DATABASE: 'postgres',
	DB_POSTGRESDB_USER: 'n8n',
	QUEUE_BULL_REDIS_HOST: '127.0.0.1',
	QUEUE_BULL_REDIS_PORT: String(redisPort),
	// Main runs nothing and answers no production webhook: what works here works across processes.
	OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
	N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
});

/** PostgreSQL and Redis of its own, for as long as it runs. */
async function startServers(cleanUps: CleanUps): Promise<NodeJS.ProcessEnv> {
	const programs = await findServerPrograms();
	const postgresPort = await startPostgres(programs, cleanUps);
	return queueMode(postgresPort, await startRedis(programs, cleanUps));
}

async function isHealthy(port: number): Promise<boolean> {
	const answer = await fetch(`http://127.0.0.1:${port}/healthz/readiness`).catch(() => undefined);
	return answer?.ok ?? false;
}

type PerProcess<T> = Record<QueueProcess, T>;

async function perProcess<T>(make: (name: QueueProcess) => Promise<T>): Promise<PerProcess<T>> {
	const made = await Promise.all(names.map(async (name) => [name, await make(name)] as const));
	return Object.fromEntries(made) as PerProcess<T>;
}

/** The first start makes the database's tables, so main goes ahead. */
async function startAll({ main, ...others }: PerProcess<Service>): Promise<void> {
	await main.start();
	await Promise.all(Object.values(others).map(async (process) => await process.start()));
}

async function stopAll(processes: PerProcess<Service>): Promise<void> {
	await Promise.all(Object.values(processes).map(async (process) => await process.stop()));
}

async function open(options: N8nOptions, cleanUps: CleanUps): Promise<Omit<N8n, 'stop'>> {
	const { folder, env, progress = printLine } = options;
	const port = await portOf(options);
	const url = `http://localhost:${port}`;
	const api = new N8nClient(url);
	const installed = await ensureN8n(progress);
	const surroundings = { ...options, env: { ...(await startServers(cleanUps)), ...env } };
	const ports = await perProcess(freePort);
	const http = await openGateway(port, (path) =>
		path.startsWith('/webhook/') ? ports.webhook : ports.main,
	);
	cleanUps.add(() => http.close());
	const processes = await perProcess(async (name) => {
		const command = commands[name];
		const place = { folder: join(folder, name), port: ports[name], url };
		const isReady = async () => await (name === 'main' ? api.isReady() : isHealthy(ports[name]));
		return await prepareN8nProcess(installed, { command, ...place, isReady }, surroundings);
	});
	cleanUps.add(async () => await stopAll(processes));
	await startAll(processes);
	return { url, api, folder, processes };
}

/** Starts n8n in queue mode: a main process, one for webhooks, two workers, and a front http to them. */
export const startN8nQueue: StartN8n = async (options) => {
	const cleanUps = new CleanUps();
	const stop = async () => await cleanUps.run();
	try {
		return { ...(await open(options, cleanUps)), stop };
	} catch (error) {
		await stop();
		throw error;
	}
};
