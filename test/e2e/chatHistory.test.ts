import { range, shuffle } from 'lodash';
import { byDomain } from '../../tools/n8n/nodes';
import { nodeType } from '../../tools/system/manifest';
import type { Account } from '../../emulator/types';
import { runOnce } from './support/installWorkflow';
import { Messenger } from './support/messenger';
import { stage } from './support/stage';

const environment = stage();

/** 2,000, as was promised, take two minutes: 20 a second are sent. */
const amount = Number(process.env.E2E_HISTORY ?? 100);

const BEGIN = Date.parse('2025-01-31T10:00:00Z');

const ids = range(amount).map((at) => `m${at}`);

/** A run of one workflow: the messages as items, in any order, and their import. */
async function importAll(messenger: Messenger, { domain }: Account) {
	const messages = ids.map((id, at) => ({
		id,
		at: new Date(BEGIN + at * 60_000).toISOString(),
		text: `Message ${at}`,
	}));
	const run = await runOnce(environment, [
		{
			name: 'Messages',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				mode: 'raw',
				jsonOutput: JSON.stringify({ messages: shuffle(messages) }),
				options: {},
			},
		},
		{
			name: 'Split Out',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'messages', options: {} },
		},
		{
			name: 'Import',
			type: nodeType('amoCrm'),
			parameters: {
				authentication: 'installedAccount',
				account: byDomain(domain),
				resource: 'chat',
				operation: 'importHistory',
				conversationId: 'chat-1',
				clientId: 'client-1',
				clientName: 'Ann',
				messageId: '={{ $json.id }}',
				sentAt: '={{ $json.at }}',
				text: '={{ $json.text }}',
			},
			credentials: messenger.credentials,
		},
	]);
	expect(run.error).toBeUndefined();
	return run.json('Import').filter(({ imported }) => imported === true).length;
}

it('a history that is imported twice is there once, in its order', async () => {
	const messenger = await Messenger.open(environment, 'amocrm');
	const account = await messenger.newAccount();
	await messenger.act(account, 'connect');

	const imported = [await importAll(messenger, account), await importAll(messenger, account)];

	expect(imported).toEqual([amount, 0]);
	const [{ messages }] = await environment.emulator.chats(account.subdomain);
	expect(messages.map(({ clientId }) => clientId)).toEqual(ids);
});
