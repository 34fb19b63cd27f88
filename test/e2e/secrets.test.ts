import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account, LogEntry } from '../../emulator/types';
import { InstallWorkflow, runOnce } from './support/installWorkflow';
import { byDomain, createLead, installedAccount } from '../../tools/n8n/nodes';
import { stage } from './support/stage';
import { tokenBody, Traffic } from '../../tools/n8n/traffic';

const environment = stage();
const { emulator, n8n } = environment;

let workflow: InstallWorkflow;
let account: Account;

const about = (operation: string) =>
	installedAccount(workflow.credential, operation, { account: byDomain(account.domain) });

const lead = async () =>
	await runOnce(environment, [createLead(workflow.credential, account.domain)]);

/** An install whose exchange goes wrong: by a browser, for a widget's is tried again and again. */
async function failToInstall(fault: Parameters<typeof emulator.addFault>[0]): Promise<void> {
	const other = await environment.newAccount();
	await emulator.addFault({
		...fault,
		times: 0,
		match: { host: other.domain, path: '/oauth2/access_token' },
	});
	const { redirectUrl } = await emulator.authorize(workflow.place(other));
	await fetch(redirectUrl);
	await workflow.nextRun();
	await emulator.clearFaults();
}

/** A bit of everything, its failures included: those are what errors and their causes are kept of. */
async function play(): Promise<void> {
	await workflow.install(account);
	const { redirectUrl } = await emulator.authorize(workflow.place(account));
	await fetch(redirectUrl);
	await workflow.nextRun();
	await failToInstall({ respond: { status: 500, body: 'no' } });
	await failToInstall({ reset: 'before' });
	await emulator.expireAccess(workflow.place(account));
	await lead();
	for (const status of [400, 402, 500]) {
		await emulator.addFault({
			match: { host: account.domain, path: '/api/v4/leads' },
			respond: { status, body: '{}' },
		});
		await lead();
	}
	await runOnce(environment, [about('refreshTokens')]);
}

/** Everything secret in one message between n8n and amoCRM. */
function secretsIn(entry: LogEntry): string[] {
	const {
		client_secret: secret,
		code,
		refresh_token: refreshToken,
	} = entry.path === '/oauth2/access_token' ? tokenBody(entry) : {};
	const bearer = entry.headers.authorization?.replace(/^Bearer /, '');
	return [secret, code, refreshToken, bearer, String(entry.query.code ?? '')].filter(
		Boolean,
	) as string[];
}

/** All files that n8n wrote; not those of the package. */
async function readFolder(): Promise<Map<string, Buffer>> {
	const entries = await readdir(n8n.folder, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.filter((path) => !path.includes('node_modules'));
	const texts = files.map(async (path) => [path, await readFile(path)] as const);
	return new Map(await Promise.all(texts));
}

async function executions(): Promise<Map<string, Buffer>> {
	const workflows = await n8n.api.listWorkflows();
	const runs = workflows.map(async ({ id }) => await n8n.api.executions(id));
	return new Map([['executions', Buffer.from(JSON.stringify(await Promise.all(runs)))]]);
}

/** The places that hold one of these. */
const find = (secrets: string[], places: Map<string, Buffer>): string[] =>
	[...places]
		.filter(([, content]) => secrets.some((secret) => content.includes(secret)))
		.map(([place]) => place);

describe('codes, tokens and the client secret', () => {
	/** SECURITY: No token, secret or code comes into an item, a page or the log, unless the builder chooses
	 * **Include Tokens**. */
	it('stay out of executions, logs and the database', async () => {
		workflow = await InstallWorkflow.activate(environment);
		account = await environment.newAccount();
		const traffic = await Traffic.watch(emulator);
		await play();

		const places = new Map([...(await readFolder()), ...(await executions())]);
		places.set('output', Buffer.from(await n8n.process('main').output()));
		// One more refresh shows the token that was in store until now.
		await runOnce(environment, [about('refreshTokens')]);

		const secrets = [...new Set((await traffic.of(workflow.integration)).flatMap(secretsIn))];
		expect(secrets).toContain(workflow.integration.secret);
		expect(secrets.length).toBeGreaterThanOrEqual(8);
		expect([...places.keys()]).toContainEqual(expect.stringMatching(/database\.sqlite$/));
		expect(find(secrets, places)).toEqual([]);
	});

	it('are found where the builder asked for them: the search sees what is there', async () => {
		workflow = await InstallWorkflow.activate(environment, {
			trigger: { options: { includeTokens: true } },
		});
		account = await environment.newAccount();
		const traffic = await Traffic.watch(emulator);
		await workflow.install(account);

		const secrets = (await traffic.of(workflow.integration)).flatMap(secretsIn);
		const places = [...find(secrets, await readFolder()), ...find(secrets, await executions())];

		expect(places).toContainEqual(expect.stringMatching(/database\.sqlite/));
		expect(places).toContain('executions');
	});
});
