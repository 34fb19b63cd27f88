import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFile } from '@swc/core';

import type { Model } from '../../../../emulator/state/collection';
import {
	embeddedIn,
	isEntity,
	type Answer,
	type Ask,
	type Call,
} from '../../../../tools/conform/ask';
import { EmulatedAccount } from '../../../../tools/conform/emulated';
import { Ledger } from '../../../../tools/conform/ledger';
import { Forbidden } from '../../../../tools/conform/network';
import { Progress } from '../../../../tools/conform/progress';
import { compareReads } from '../../../../tools/conform/reads';
import { openSample } from '../../../../tools/conform/sample';
import { STEPS } from '../../../../tools/conform/steps';
import { compareWrites } from '../../../../tools/conform/writes';
import { Writing } from '../../../../tools/conform/writing';
import { temporaryFolder, type TemporaryFolder } from '../../../../tools/system/temporaryFolder';

const root = join(__dirname, '../../../..');

let folder: TemporaryFolder;
let programs: TemporaryFolder;

/** The writer and what it is made of, as plain JavaScript: it is started twenty times. */
beforeAll(async () => {
	programs = await temporaryFolder('conform-writer');

	const parts = new Set(['test/unit/tools/conform/writer']);
	for (const part of parts) {
		const { code } = await transformFile(join(root, `${part}.ts`), {
			jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
			module: { type: 'commonjs' },
			swcrc: false,
		});
		const path = join(programs.path, `${part}.js`);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, code);
		for (const [, name] of code.matchAll(/require\("(\.[^"]+)"\)/g))
			parts.add(join(dirname(part), name));
	}
});

afterAll(() => programs.remove());

beforeEach(async () => {
	folder = await temporaryFolder('conform');
});

afterEach(() => folder.remove());

const COLLECTIONS: Record<string, string> = {
	'leads/pipelines': 'pipeline',
	'leads/loss_reasons': 'loss reason',
	'leads/custom_fields': 'field of leads',
	'leads/tags': 'tag',
	leads: 'lead',
	contacts: 'contact',
	companies: 'company',
	tasks: 'task',
	'leads/notes': 'note',
	catalogs: 'catalog',
	customers: 'customer',
	'customers/transactions': 'purchase',
	'leads/unsorted': 'incoming lead',
	files: 'file',
	sources: 'source',
	webhooks: 'webhook',
};

/** What stays. amocrm.ru/developers: crm/leads-api, contacts-api, tags-api, tasks-api, catalogs-api and others. */
const LASTING = [
	'pipeline',
	'tag',
	'lead',
	'contact',
	'company',
	'customer',
	'task',
	'note',
	'catalog',
	'element',
];

/** What is in the trash, or was decided upon. */
const isOver = ({ is_deleted, is_trashed, state }: Model) =>
	is_deleted === true || is_trashed === true || state === 'accepted' || state === 'declined';

/** Everything that an account holds of what a run makes: `lead 501`. */
async function holdings({ control, account }: EmulatedAccount): Promise<string[]> {
	const held: string[] = [];
	for (const [collection, kind] of Object.entries(COLLECTIONS)) {
		const all = await control.entities(account.subdomain, collection);
		for (const { id } of all.filter((one) => !isOver(one as Model))) {
			held.push(`${kind} ${String(id)}`);
			if (kind !== 'catalog') continue;
			const elements = await control.entities(account.subdomain, `catalogs/${String(id)}/elements`);
			held.push(...elements.map((element) => `element ${String(element.id)}`));
		}
		if (kind !== 'pipeline') continue;
		const pipelines = await control.entities(account.subdomain, collection);
		const told = pipelines.flatMap(({ stages }) => stages as Array<{ id: number; name: string }>);
		const own = told.filter(({ name }) => name.startsWith('conform-'));
		held.push(...own.map(({ id }) => `stage ${id}`));
	}
	return held;
}

type Moment = { call: number; isDone: boolean };

/** Lets the writer work until the moment comes, and kills it then. Whether it came to its end. */
async function writeUntil(account: EmulatedAccount, moment?: Moment): Promise<boolean> {
	const child = fork(join(programs.path, 'test/unit/tools/conform/writer.js'), [folder.path], {
		env: { ...process.env, NODE_OPTIONS: '', NODE_PATH: join(root, 'node_modules') },
	});
	let calls = 0;
	child.on('message', ({ id, call }: { id: number; call: Call }) => {
		calls += 1;
		const isTheMoment = calls === moment?.call;
		if (isTheMoment && !moment?.isDone) return void child.kill('SIGKILL');
		void account.ask(call).then((answer) => {
			if (isTheMoment) child.kill('SIGKILL');
			else if (child.connected) child.send({ id, answer });
		});
	});
	const [code] = (await once(child, 'exit')) as [number | null];
	return code === 0;
}

const isCreate = ({ method, path }: Call) => method === 'POST' && !/(un)?link$/.test(path);

/** The ids that an answer to a create shows. */
const idsIn = ({ body }: Answer): string[] => {
	const lists = Object.values(embeddedIn(body)).filter(Array.isArray).flat() as unknown[];
	const shown = [body, ...lists, ...(Array.isArray(body) ? (body as unknown[]) : [])];
	return shown
		.filter(isEntity)
		.flatMap(({ id, uid, uuid, contact_id, company_id }) => [id, uid, uuid, contact_id, company_id])
		.map(String);
};

/** Whether a change is of something in this set: the path names it, or else the body. */
function isAboutOwn({ path, body }: Call, own: Set<string>): boolean {
	const named = path.split('/').filter((part) => /\d{3}/.test(part));
	if (named.length > 0) return named.every((one) => own.has(one));
	const words = JSON.stringify(body).match(/[\w-]+/g) ?? [];
	return words.some((word) => own.has(word) || /^conform-\w+-webhook$/.test(word));
}

describe('writes into an account', () => {
	it('find no difference in the emulator itself, and refer to nothing that is not theirs', async () => {
		const sample = await openSample('amocrm');
		const before = await holdings(sample);
		const own = new Set<string>();
		const foreign: string[] = [];
		const ask: Ask = async (call) => {
			const answer = await sample.ask(call);
			if (isCreate(call)) for (const id of idsIn(answer)) own.add(id);
			if (!isCreate(call) && call.method !== 'GET') {
				if (!isAboutOwn(call, own)) foreign.push(`${call.method} ${call.path}`);
			}
			return answer;
		};
		const { twin, eyes } = await compareReads(sample.ask, sample.account.domain);
		const ledger = new Ledger(folder.path, sample.account.domain);
		const { differences, notDone } = await compareWrites(
			new Writing(ask, ledger, { steps: STEPS }),
			ledger,
			twin.ask,
			eyes,
		);
		expect(differences).toEqual([]);
		expect(notDone).toEqual([]);
		expect(foreign).toEqual([]);
		// No call is documented that removes these; a pipeline stays as long as leads are in it.
		expect(new Set(ledger.left.map(({ kind }) => kind))).toEqual(new Set(LASTING));
		const after = await holdings(sample);
		const left = ledger.left.map(({ kind, id }) => `${kind} ${id}`);
		expect(after.filter((one) => !before.includes(one)).sort()).toEqual(left.sort());
	});

	it('name what the account does otherwise', async () => {
		const sample = await openSample('amocrm');
		const ask: Ask = async (call) => {
			const answer = await sample.ask(call);
			if (call.method === 'POST' && call.path === '/api/v4/tasks')
				return { ...answer, status: 201 };
			return answer;
		};
		const { twin, eyes } = await compareReads(sample.ask, sample.account.domain);
		const ledger = new Ledger(folder.path, sample.account.domain);
		const { differences } = await compareWrites(
			new Writing(ask, ledger, { steps: STEPS }),
			ledger,
			twin.ask,
			eyes,
		);
		expect(differences).toMatchObject([
			{ read: 'POST /api/v4/tasks', what: 'status', account: '201', emulator: '400' },
			{ read: 'POST /api/v4/tasks', what: 'status', account: '201', emulator: '200' },
		]);
	});

	it('tell nobody of what the emulator does', async () => {
		const sample = await openSample('amocrm');
		await sample.control.setWebhookDisabled('sample', 'https://example.com/hook', false);
		const { twin } = await compareReads(sample.ask, sample.account.domain);
		const body = [{ name: 'conform' }];
		expect(await twin.ask({ method: 'POST', path: '/api/v4/leads', body })).toMatchObject({
			status: 200,
		});
		expect(await twin.emulated.control.deliveries()).toEqual([]);
	});

	it('go on without what is forbidden, and name what can therefore not be removed', async () => {
		const account = await EmulatedAccount.open({ subdomain: 'sample' });
		const refused = ['POST /api/v4/sources', 'DELETE /v1.0/files'];
		const ask: Ask = async (call) => {
			if (refused.includes(`${call.method} ${call.path}`)) throw new Forbidden(call);
			return await account.ask(call);
		};
		const progress = new Progress(folder.path, 'sample.amocrm.ru');
		const run = async () => {
			const ledger = new Ledger(folder.path, 'sample.amocrm.ru');
			const isForbidden = (call: Call) => progress.isForbidden(call);
			const writing = new Writing(ask, ledger, { steps: STEPS, isForbidden });
			if (!ledger.isRemoving) await writing.makeAll(() => undefined);
			await writing.removeAll();
			return ledger;
		};
		for (const one of refused) {
			const error: unknown = await run().catch((thrown: unknown) => thrown);
			expect(error).toMatchObject({ message: expect.stringContaining(one) });
			progress.forbid((error as Forbidden).call);
		}
		const { left } = await run();
		expect(left.map(({ kind }) => kind)).toContain('file');
		expect(left.map(({ kind }) => kind)).not.toContain('source');
	});

	it('leave nothing behind that the list does not name, killed at twenty moments', async () => {
		const account = await EmulatedAccount.open({ subdomain: 'sample' });
		const before = await holdings(account);
		let kills = 0;
		while (kills < 20) {
			const call = 1 + Math.floor(Math.random() * (STEPS.length + 20));
			const isOver = await writeUntil(account, { call, isDone: Math.random() < 0.5 });
			if (!isOver) kills += 1;
		}
		expect(await writeUntil(account)).toBe(true);
		const ledger = new Ledger(folder.path, 'sample.amocrm.ru');
		const named = ledger.left.map(({ kind, id }) => `${kind} ${id}`);
		const added = (await holdings(account)).filter((one) => !before.includes(one));
		expect(added.filter((one) => !named.includes(one))).toEqual([]);
		// What the list names is there, each once.
		expect([...named].sort()).toEqual([...added].sort());
	});
});
