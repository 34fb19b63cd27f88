import type { IncomingCall } from '../../../../emulator/net/message';
import type { Ask } from '../../../../tools/conform/ask';
import type { Difference } from '../../../../tools/conform/compare';
import type { EmulatedAccount } from '../../../../tools/conform/emulated';
import { Deliveries, learnHookWords } from '../../../../tools/conform/hooks';
import { Inbox, isOfEmulator } from '../../../../tools/conform/inbox';
import { Ledger } from '../../../../tools/conform/ledger';
import { readOperations } from '../../../../tools/conform/operations';
import { compareReads, type Outcome } from '../../../../tools/conform/reads';
import { Censor, makeReport } from '../../../../tools/conform/report';
import { openSample } from '../../../../tools/conform/sample';
import { stepsFor } from '../../../../tools/conform/steps';
import { compareWrites } from '../../../../tools/conform/writes';
import { Writing } from '../../../../tools/conform/writing';
import { temporaryFolder, type TemporaryFolder } from '../../../../tools/system/temporaryFolder';

let inbox: Inbox;
let folder: TemporaryFolder;

beforeEach(async () => {
	inbox = await Inbox.open(0);
	folder = await temporaryFolder('conform');
});

afterEach(() => {
	jest.restoreAllMocks();
	inbox.close();
	folder.remove();
});

interface Opened extends Outcome {
	sample: EmulatedAccount;
}

let opened: Opened;

beforeAll(async () => {
	const sample = await openSample('amocrm');
	opened = { sample, ...(await compareReads(sample.ask, sample.account.domain)) };
});

/** What the account tells of the writes, held against what the emulator tells. */
async function compared(): Promise<Difference[]> {
	const { sample, twin, eyes } = opened;
	await learnHookWords(eyes.words, 'amocrm', eyes.zone);
	const ledger = new Ledger(folder.path, sample.account.domain);
	const ask: Ask = async (call) => {
		const answer = await sample.ask(call);
		await sample.control.settleDeliveries();
		return answer;
	};
	const called = { address: `${inbox.address}/hooks/`, platform: 'amocrm' as const };
	const writing = new Writing(ask, ledger, { steps: stepsFor(true, called) });
	const deliveries = new Deliveries(inbox, twin.emulated, eyes, 0);
	const written = await compareWrites(writing, ledger, deliveries.ask, eyes, deliveries);
	return written.differences;
}

const told = ({ read, what, where, account, emulator }: Difference) =>
	`${read}: ${what} ${where}: ${account}, not ${emulator}`;

/** What the account sends is something else. */
function arriving(change: (call: IncomingCall) => IncomingCall | undefined): void {
	const take = inbox.take.bind(inbox);
	jest
		.spyOn(inbox, 'take')
		.mockImplementation((isWanted) =>
			take(isWanted).flatMap((call) => (isOfEmulator(call) ? [call] : (change(call) ?? []))),
		);
}

const rewriting = (pattern: RegExp, by: string) => (call: IncomingCall) => ({
	...call,
	body: encodeURI(decodeURIComponent(call.body.replaceAll('+', ' ')).replace(pattern, by)),
});

describe('webhooks, held against those of the emulator', () => {
	it('show no difference in the emulator itself, and leave none behind', async () => {
		const heard: string[] = [];
		arriving((call) => {
			heard.push(decodeURIComponent(call.body));
			return call;
		});
		expect((await compared()).map(told)).toEqual([]);
		for (const kind of ['leads[add]', 'leads[status]', 'leads[note]', 'task[update]']) {
			expect(heard.join()).toContain(kind);
		}
		const hooks = await opened.sample.control.entities('sample', 'webhooks');
		expect(hooks.map(({ destination }) => destination)).toEqual(['https://example.com/hook']);
	});

	it.each<[string, (call: IncomingCall) => IncomingCall | undefined, string[]]>([
		[
			'a key has another name',
			rewriting(/\[old_status_id\]/g, '[former_status]'),
			[
				'webhook leads[status]: key <key>: always, not never',
				'webhook leads[status]: key old_status_id: never, not always',
			],
		],
		[
			'a number is a text',
			rewriting(/(leads\[\w+\]\[\d+\]\[price\])=\d+/g, '$1=much'),
			[
				'webhook leads[add]: type price: text, not number as text',
				'webhook leads[status]: type price: text, not number as text',
				'webhook leads[update]: type price: text, not number as text',
			],
		],
		[
			'entries are nested one deeper',
			rewriting(/task\[add\]\[0\]\[text\]/g, 'task[add][0][text][0]'),
			['webhook task[add]: type text: list, not text'],
		],
		[
			'a kind does not come',
			(call) => (decodeURIComponent(call.body).startsWith('leads[note]') ? undefined : call),
			['webhook leads[note]: delivery : did not come, not came'],
		],
		[
			'they are JSON by their header',
			(call) => ({ ...call, headers: { ...call.headers, 'content-type': 'application/json' } }),
			['webhook: header content-type: application/json, not application/x-www-form-urlencoded'],
		],
	])('name that %s', async (_name, change, expected) => {
		arriving(change);
		const found = await compared();
		expect(found.map(told).sort()).toEqual(expected);
		const parts = { platform: 'amocrm' as const, calls: 1, notAsked: [] };
		const censor = new Censor(opened.eyes.words, await readOperations());
		expect(makeReport(parts, found, censor).keptBack).toBe(0);
	});

	it('take no notice of what others change meanwhile', async () => {
		const others = 'leads[add][0][id]=1&leads[add][0][Zoe Quux]=1&leads[restore][0][id]=1';
		let isFirst = true;
		arriving((call) => {
			const body = isFirst ? encodeURI(others) : call.body;
			isFirst = false;
			return { ...call, body };
		});
		expect((await compared()).map(told).filter((one) => /quux|restore/i.test(one))).toEqual([]);
	});
});
