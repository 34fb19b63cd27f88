import type { IWebhookFunctions } from 'n8n-workflow';

import { openIntegrationForCall } from '../../../../nodes/shared/registry/integration';

const SECOND = 1_000;

/** By then a call has been answered. */
const ANSWERED_MS = 100;

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
			clientSecret: `secret ${readings}`.padEnd(32, '.'),
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
	return {
		read,
		secret: async () =>
			(await openIntegrationForCall(functions)).keys.clientSecret.replace(/\.+$/, ''),
	};
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
	jest.advanceTimersByTime(5 * SECOND);
	jest.useRealTimers();
});

it('calls at once, and within two seconds, share one reading of the credential', async () => {
	const { read, secret } = newTrigger({ workflow: 'shared' });
	expect(await Promise.all([secret(), secret()])).toEqual(['secret 1', 'secret 1']);
	jest.advanceTimersByTime(2 * SECOND - 1);
	expect(await secret()).toBe('secret 1');
	expect(read).toHaveBeenCalledTimes(1);
});

it('calls two seconds later go on with it, and have it read again afterwards, once', async () => {
	const { read, secret } = newTrigger({ workflow: 'repeated' });
	await secret();
	jest.advanceTimersByTime(2 * SECOND);
	expect(await Promise.all([secret(), secret()])).toEqual(['secret 1', 'secret 1']);
	expect(read).toHaveBeenCalledTimes(1);
	await jest.advanceTimersByTimeAsync(ANSWERED_MS);
	expect(read).toHaveBeenCalledTimes(2);
	expect(await secret()).toBe('secret 2');
});

it('a call does not wait for a credential that is read again', async () => {
	const { read, secret } = newTrigger({ workflow: 'waiting' });
	await secret();
	jest.advanceTimersByTime(2 * SECOND);
	read.mockReturnValueOnce(new Promise(() => undefined));
	expect(await secret()).toBe('secret 1');
	await jest.advanceTimersByTimeAsync(ANSWERED_MS);
	expect(await secret()).toBe('secret 1');
	expect(read).toHaveBeenCalledTimes(2);
});

it('a call five seconds later sees what was changed', async () => {
	const { secret } = newTrigger({ workflow: 'later' });
	await secret();
	jest.advanceTimersByTime(5 * SECOND);
	expect(await secret()).toBe('secret 2');
});

it('a credential that could not be read again is what the next call hears of', async () => {
	const { read, secret } = newTrigger({ workflow: 'lost' });
	await secret();
	jest.advanceTimersByTime(2 * SECOND);
	read.mockRejectedValue(new Error('The credential is gone.'));
	expect(await secret()).toBe('secret 1');
	await jest.advanceTimersByTimeAsync(ANSWERED_MS);
	await expect(secret()).rejects.toThrow('The credential is gone.');
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
