import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import nock from 'nock';

// Nothing that loads n8n: see below.
import { container } from './container';
import { operationOf, ran, readUnshown } from './evidence';
import { forget, quiet } from './traffic';

// n8n-core reads these when it loads, which is after this file.
const userFolder = mkdtempSync(join(tmpdir(), 'n8n-engine-tests-'));
process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'engine-tests-encryption-key';
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) {
	delete process.env[name];
	delete process.env[name.toLowerCase()];
}

nock.disableNetConnect();

/** Requests that no test expected: whatever a node makes of the refusal, the test fails. */
let unexpected: string[] = [];
interface Refused {
	method?: string;
	host?: string;
	path?: string;
}
nock.emitter.on('no match', (request: Refused, options?: Refused) => {
	unexpected.push(`${request.method} ${request.host ?? options?.host}${request.path}`);
});

beforeEach(forget);

afterEach(async () => {
	await quiet();
	const unused = nock.pendingMocks();
	const surprises = unexpected;
	unexpected = [];
	nock.cleanAll();
	jest.restoreAllMocks();
	expect({ unused, unexpected: surprises }).toEqual({ unused: [], unexpected: [] });
	expect(readUnshown.splice(0)).toEqual([]);
	const operation = operationOf(expect.getState().currentTestName ?? '');
	if (operation) claimed.add(operation);
});

/** Operations that this file's tests carry in their titles. */
const claimed = new Set<string>();

afterAll(() => {
	// The next file's n8n has a folder of its own.
	container.reset();
	nock.restore();
	rmSync(userFolder, { recursive: true, force: true });

	// A title alone proves nothing: the operation must have been run.
	expect([...claimed].filter((operation) => !ran.has(operation))).toEqual([]);
});
