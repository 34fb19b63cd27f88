import type { IWebhookFunctions } from 'n8n-workflow';

import { openIntegrationForCall } from '../../../../nodes/shared/registry/integrationForCall';

/** A change to the credential is noticed so much later at the most. */
const SHARED_MS = 1_000;

interface Caller {
	workflow?: string;
	node?: string;
	credential?: string;
}

/** A trigger's calls, and how often n8n was asked for the credential. */
function newTrigger({ workflow = 'workflow', node = 'node', credential = 'c' }: Caller = {}) {
	let readings = 0;
	const read = jest.fn(async () => {
		readings += 1;
		return {
			clientId: 'integration-1',
			clientSecret: `secret ${readings}`,
			n8nApiKey: 'key',
		};
	});
	const functions = {
		getCredentials: read,
		getInstanceBaseUrl: () => 'http://localhost:5678/',
		getNode: () => ({ id: node, credentials: { amoCrmIntegrationApi: { id: credential } } }),
		getWorkflow: () => ({ id: workflow }),
		helpers: {},
	} as unknown as IWebhookFunctions;
	return { read, secret: async () => (await openIntegrationForCall(functions)).keys.clientSecret };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
	jest.advanceTimersByTime(SHARED_MS);
	jest.useRealTimers();
});

it('calls at once, and within a second, share one reading of the credential', async () => {
	const { read, secret } = newTrigger({ workflow: 'shared' });
	expect(await Promise.all([secret(), secret()])).toEqual(['secret 1', 'secret 1']);
	jest.advanceTimersByTime(SHARED_MS - 1);
	expect(await secret()).toBe('secret 1');
	expect(read).toHaveBeenCalledTimes(1);
});

it('a later call sees what was changed', async () => {
	const { secret } = newTrigger({ workflow: 'later' });
	await secret();
	jest.advanceTimersByTime(SHARED_MS);
	expect(await secret()).toBe('secret 2');
});

it.each([
	['workflow', { workflow: 'another' }],
	['node', { node: 'another' }],
	['credential', { credential: 'another' }],
])('calls to another %s share nothing with them', async (_title, other) => {
	await newTrigger().secret();
	const { read, secret } = newTrigger(other);
	await secret();
	expect(read).toHaveBeenCalledTimes(1);
});

it('a reading that failed is nobody else’s', async () => {
	const { read, secret } = newTrigger({ workflow: 'failed' });
	read.mockRejectedValueOnce(new Error('The credential is gone.'));
	await expect(secret()).rejects.toThrow('The credential is gone.');
	expect(await secret()).toBe('secret 1');
});
