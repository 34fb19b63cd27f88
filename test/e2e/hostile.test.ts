import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Account } from '../../emulator/types';
import { InstallWorkflow } from './support/installWorkflow';
import { TRIGGER } from '../../tools/n8n/nodes';
import { stage } from './support/stage';
import { Traffic, wholeText } from '../../tools/n8n/traffic';

const environment = stage();
const { emulator } = environment;

let workflow: InstallWorkflow;
let account: Account;
/** Stands where a request to this machine's own addresses would arrive: those bypass the proxy. */
let trap: Server;
let caught: number;

beforeAll(async () => {
	workflow = await InstallWorkflow.activate(environment, { trigger: { events: ['installed'] } });
	account = await environment.newAccount();
	trap = createServer((socket) => {
		caught += 1;
		socket.destroy();
	});
	await new Promise<void>((done) => trap.listen(0, done));
});

afterAll(() => {
	trap.close();
});

beforeEach(() => {
	caught = 0;
});

const trapPort = () => (trap.address() as AddressInfo).port;

/** Values of `referer`, as they are meant before they are encoded. */
const referers = (domain: string) => [
	'',
	'evil.com',
	'amocrm.ru',
	'www.amocrm.ru',
	'api-b.amocrm.ru',
	`${domain}.evil.com`,
	`evil.com/.amocrm.ru`,
	`evil.com/${domain}`,
	`evil.com#.amocrm.ru`,
	`evil.com?.amocrm.ru`,
	'evil.com\\.amocrm.ru',
	'user@evil.com',
	`${domain}@evil.com`,
	`user@${domain}`,
	`user:password@${domain}`,
	`http://${domain}`,
	`//${domain}`,
	`https://evil.com/${domain}`,
	`https:\\\\${domain}`,
	`${domain}:443`,
	`${domain}:8443`,
	`${domain}.`,
	`.${domain}`,
	`a.${domain}`,
	`evilamocrm.ru`,
	`example.evilamocrm.ru`,
	`example.amocrm.ru.com`,
	`-.amocrm.ru`,
	`127.0.0.1`,
	`127.0.0.1:${trapPort()}`,
	`localhost:${trapPort()}`,
	`https://localhost:${trapPort()}`,
	`[::1]:${trapPort()}`,
	`2130706433`,
	`0x7f.1`,
	`169.254.169.254`,
	// Look-alikes: Cyrillic letters, their punycode, the Kelvin sign, a full-width stop, a soft hyphen.
	'ex\u0430mple.amocrm.ru',
	'example.\u0430mocrm.ru',
	'xn--exmple-4nf.amocrm.ru',
	'example.xn--mocrm-3ve.ru',
	'example.\u212aommo.com',
	'example\uff0eamocrm.ru',
	'exam\u00adple.amocrm.ru',
	`${domain}\r\nHost: evil.com`,
	`${domain}\n`,
	`evil.com\r\n.amocrm.ru`,
	`evil.com\u0000.amocrm.ru`,
	`evil.com .amocrm.ru`,
	`${domain} `,
	`${domain},evil.com`,
	`${'a'.repeat(64)}.amocrm.ru`,
	`${'a.'.repeat(5000)}amocrm.ru`,
	'__proto__',
];

/** Whole query strings. */
const queries = (domain: string) => [
	...referers(domain).map((referer) => new URLSearchParams({ referer }).toString()),
	'',
	`referer=${domain}&referer=evil.com`,
	`referer=evil.com&referer=${domain}`,
	`referer=${domain}&referer=${domain}`,
	`referer[]=${domain}`,
	`referer[a]=${domain}`,
	`referer[toString]=${domain}`,
	`referer=${domain}%2500.evil.com`,
	`referer=${domain}&code=another`,
];

async function call(code: string, query: string): Promise<number> {
	const { status } = await fetch(`${workflow.url}?code=${code}&${query}`);
	return status;
}

describe('calls to the Redirect URI that name a foreign host', () => {
	/** SECURITY: Nothing that is stored, called or answered can widen that list. */
	it.each([
		['a browser', ''],
		['a server', 'from_widget=1&'],
	])('are refused to %s, and nothing leaves n8n', async (_caller, prefix) => {
		const { code } = await emulator.issueCode(workflow.place(account));
		const traffic = await Traffic.watch(emulator);
		const asked = queries(account.domain);

		const statuses = await Promise.all(
			asked.map(async (query) => await call(code, prefix + query)),
		);

		const accepted = asked.filter((_query, index) => statuses[index] !== 400);
		expect(accepted).toEqual([]);
		const entries = await traffic.of(workflow.integration);
		expect(entries.filter(({ kind }) => kind === 'request')).toEqual([]);
		const { secret } = workflow.integration;
		const telling = [secret, code, 'evil', 'localhost', '127.0.0.1', '169.254'];
		const told = entries
			.map(wholeText)
			.filter((text) => telling.some((word) => text.includes(word)));
		expect(told).toEqual([]);
		expect(caught).toBe(0);

		// The code is still whole, and the next execution is that of the honest call.
		expect(await call(code, `${prefix}referer=${account.domain}`)).toBe(200);
		await workflow.nextRun();
	});

	it('start the workflow, where asked for, with a reason and no secret', async () => {
		const talkative = await InstallWorkflow.activate(environment, {
			trigger: { events: ['failed'] },
		});
		const { code } = await emulator.issueCode(talkative.place(account));

		const response = await fetch(`${talkative.url}?code=${code}&referer=%3Cscript%3Eevil.com`);

		expect(response.status).toBe(400);
		expect(await response.text()).not.toContain('<script');
		const run = await talkative.nextRun();
		expect(run.json(TRIGGER)).toMatchObject([
			{ event: 'failed', account: {}, reason: { code: 'badAddress' } },
		]);
		const kept = JSON.stringify(run.runData);
		expect(kept).not.toContain(talkative.integration.secret);
		expect(kept).not.toContain(code);
	});
});
