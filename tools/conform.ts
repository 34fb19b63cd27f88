import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { accountFromInput } from '../nodes/shared/address';
import type { Difference } from './conform/compare';
import { Deliveries, learnHookWords } from './conform/hooks';
import { Inbox } from './conform/inbox';
import { learnedTests } from './conform/learn';
import { Ledger } from './conform/ledger';
import { Forbidden, openNetwork, paced } from './conform/network';
import { compareOauth, emulatorSide } from './conform/oauth';
import { readOperations } from './conform/operations';
import { checkedAddress, checkLeadsHere, personsSide, readIntegration } from './conform/person';
import { Progress, readIfThere, writeWhole } from './conform/progress';
import { compareReads, loreOf } from './conform/reads';
import {
	addedTo,
	Censor,
	makeReport,
	readReport,
	reportLines,
	reportPage,
	type Report,
} from './conform/report';
import type { Vocabulary } from './conform/shape';
import { stepsFor } from './conform/steps';
import { readToken, Typed } from './conform/typed';
import { compareWrites } from './conform/writes';
import { Writing } from './conform/writing';
import { root } from './system/paths';
import { printLine as say } from './system/progress';

const HELP = `Holds a real account of amoCRM or Kommo against the emulator, and tells where they differ.

  npm run conform -- --account example.amocrm.ru

  --account <address>    the account
  --token-file <file>    a file with its long-lived token; without it you are asked for the token
  --token <token>        the token itself (your shell may remember it: rather use the two above)
  --folder <folder>      where the report goes (default: conform)
  --write                also make things in the account, and remove them again; you are asked first
  --hooks                the same, and receive the webhooks that the account sends of it
  --oauth                play the installing and the disabling of an integration, and nothing else
  --integration-file <f> for --oauth: a file of three lines: the integration's ID, its secret key, its redirect URI
  --public <address>     for --hooks: the https address that leads to this machine
  --listen <port>        the port of this machine to which that address leads (default: 8790)
  --learn <report.json>  for developers: make a failing test of each difference
  --anew                 begin anew, although an earlier run was stopped half-way
  --help                 this text

Without --write it only reads, four calls a second. It stops at the first 403. Stop it with Ctrl-C whenever you like: the same
command goes on where it was.`;

const { values: flags } = parseArgs({
	options: {
		account: { type: 'string' },
		token: { type: 'string' },
		'token-file': { type: 'string' },
		folder: { type: 'string', default: join(root, 'conform') },
		write: { type: 'boolean', default: false },
		hooks: { type: 'boolean', default: false },
		oauth: { type: 'boolean', default: false },
		'integration-file': { type: 'string' },
		public: { type: 'string' },
		listen: { type: 'string', default: '8790' },
		learn: { type: 'string' },
		anew: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

const FORBIDDEN =
	"The account answered 403, and nothing more was asked. Either the token is not an administrator's, or something is not in your plan: run the same command again, and it goes on without this call. If it is 403 again at once, wait an hour.";

const typed = new Typed();

const WARNING = `
--write makes a pipeline, leads, contacts, companies, fields, a task, a note, a tag, a list, two incoming leads,
a file, a source and a webhook of its own in the account (and a customer, if it keeps customers), and changes
nothing else. It removes what amoCRM lets it remove, and lists the rest for you to remove by hand. Every name
begins with "conform-".
Type yes to go on: `;

async function mayWrite(): Promise<boolean> {
	return /^(yes|да)$/i.test(await typed.ask(WARNING));
}

function tellLeft(ledger: Ledger, domain: string): void {
	if (ledger.left.length === 0) return;
	say('\nStill in the account, because amoCRM lets no program remove it:');
	for (const { kind, mark, page } of ledger.left) {
		say(`- ${kind} "${mark}"${page ? `: https://${domain}${page}` : ''}`);
	}
}

/** Writes the report, and tells the person what it holds. */
async function give(
	folder: string,
	parts: Pick<Report, 'platform' | 'calls' | 'notAsked'>,
	differences: Difference[],
	words: Vocabulary,
	earlier?: Report,
): Promise<void> {
	const censor = new Censor(words, await readOperations());
	const made = addedTo(earlier, makeReport(parts, differences, censor), censor);
	const page = join(folder, 'report.html');
	writeWhole(join(folder, 'report.json'), `${JSON.stringify(made, null, '\t')}\n`);
	writeWhole(page, reportPage(made));
	for (const line of reportLines(made)) say(line);
	say(
		`\nThe lines on differences are all the report holds. Look at it once more: ${relative(process.cwd(), page)}`,
	);
	say('If you agree, send us report.json from the same folder: docs/conform.md says how.');
}

const port = () => Number(flags.listen);

async function check(address: string): Promise<void> {
	const { domain, platform } = accountFromInput(address);
	const folder = resolve(flags.folder);
	const progress = new Progress(folder, domain, { isNew: flags.anew });
	const inbox = flags.hooks ? await Inbox.open(port()) : undefined;
	try {
		const called = inbox && { address: await publicAddress(inbox), platform };
		const token = await readToken(typed, flags.token, flags['token-file']);
		const ledger = new Ledger(folder, domain);
		const isWriting = flags.write || flags.hooks;
		const writes = isWriting && (await mayWrite());
		if (isWriting && !writes) say('Nothing will be written.');
		if (progress.isBegun || ledger.isBegun) say('Going on with the run that was stopped.');
		say('Reading: this takes about four minutes, and changes nothing.');
		const network = openNetwork(domain, token);
		const ask = paced(async (call) => {
			progress.count();
			return await network(call);
		});
		const { nothingThere: notAsked, twin, eyes } = await compareReads(ask, domain, progress);
		if (writes) {
			say('Writing: about two minutes.');
			const writing = new Writing(ask, ledger, {
				steps: stepsFor(twin.hasCustomers, called),
				isForbidden: (call) => progress.isForbidden(call),
			});
			if (inbox) await learnHookWords(eyes.words, platform, eyes.zone);
			const deliveries = inbox && new Deliveries(inbox, twin.emulated, eyes, HOOK_PATIENCE_MS);
			const emulator = deliveries?.ask ?? twin.ask;
			const written = await compareWrites(writing, ledger, emulator, eyes, deliveries);
			for (const one of written.differences) progress.note(one.read, one.asks.join(), [one]);
			notAsked.push(...written.notDone);
		}
		const { calls, differences } = progress;
		await give(folder, { platform, calls, notAsked }, differences, eyes.words);
		progress.forget();
		tellLeft(ledger, domain);
	} catch (error) {
		if (!(error instanceof Forbidden)) throw error;
		progress.forbid(error.call);
		throw new Error(FORBIDDEN);
	} finally {
		inbox?.close();
	}
}

const HOOK_PATIENCE_MS = 60_000;

async function publicAddress(inbox: Inbox): Promise<string> {
	const asked = `The https address that leads to port ${port()} of this machine: `;
	const address = checkedAddress(flags.public ?? (await typed.ask(asked)));
	await checkLeadsHere(address, port(), inbox);
	return address;
}

async function checkOauth(address: string): Promise<void> {
	const { domain, platform } = accountFromInput(address);
	const folder = resolve(flags.folder);
	const integration = await readIntegration(typed, flags['integration-file']);
	const inbox = await Inbox.open(port());
	let calls = 0;
	try {
		await checkLeadsHere(integration.redirectUri, port(), inbox);
		const network = openNetwork(domain, '');
		const ask = paced(async (call) => {
			calls += 1;
			return await network(call);
		});
		const { words } = await loreOf(platform);
		const account = personsSide(typed, { domain, platform, ask, integration });
		const emulator = await emulatorSide(platform, inbox);
		const differences = await compareOauth(account, emulator, inbox, words);
		const earlier = readIfThere(join(folder, 'report.json'));
		const parts = { platform, calls, notAsked: [] };
		await give(folder, parts, differences, words, earlier ? readReport(earlier) : undefined);
	} catch (error) {
		throw error instanceof Forbidden ? new Error(FORBIDDEN) : error;
	} finally {
		inbox.close();
	}
}

async function learn(file: string): Promise<void> {
	const path = join(root, 'test/unit/emulator/learned.test.ts');
	await writeFile(path, learnedTests(readReport(await readFile(file, 'utf8'))));
	say(
		`Wrote ${relative(process.cwd(), path)}. Run: npx jest --selectProjects unit -- test/unit/emulator/learned`,
	);
}

async function main(): Promise<void> {
	if (flags.learn !== undefined) await learn(flags.learn);
	else if (flags.help || flags.account === undefined) say(HELP);
	else await (flags.oauth ? checkOauth : check)(flags.account).finally(() => typed.close());
}

main().catch((error: Error) => {
	say(error.message);
	process.exitCode = 1;
});
