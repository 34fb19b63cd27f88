import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { accountFromInput } from '../nodes/shared/address';
import { learnedTests } from './conform/learn';
import { Ledger } from './conform/ledger';
import { Forbidden, openNetwork, paced } from './conform/network';
import { readOperations } from './conform/operations';
import { Progress, writeWhole } from './conform/progress';
import { compareReads } from './conform/reads';
import { Censor, makeReport, readReport, reportLines, reportPage } from './conform/report';
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
		learn: { type: 'string' },
		anew: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

const FORBIDDEN =
	"The account answered 403, and nothing more was asked. Either the token is not an administrator's, or something is not in your plan: run the same command again, and it goes on without this call. If it is 403 again at once, wait an hour.";

const typed = new Typed();

const WARNING = `
--write makes a pipeline, a lead, a contact, a company, fields, a task, a note, a tag and a list of its own in
the account, and changes nothing else. It removes what amoCRM lets it remove, and lists the rest for you to
remove by hand. Every name begins with "conform-".
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

async function check(address: string): Promise<void> {
	const { domain, platform } = accountFromInput(address);
	const folder = resolve(flags.folder);
	const progress = new Progress(folder, domain, { isNew: flags.anew });
	const token = await readToken(typed, flags.token, flags['token-file']);
	const ledger = new Ledger(folder, domain);
	const writes = flags.write && (await mayWrite());
	if (flags.write && !writes) say('Nothing will be written.');
	if (progress.isBegun || ledger.isBegun) say('Going on with the run that was stopped.');
	say('Reading: this takes about four minutes, and changes nothing.');
	const network = openNetwork(domain, token);
	const ask = paced(async (call) => {
		progress.count();
		return await network(call);
	});
	try {
		const { nothingThere: notAsked, twin, eyes } = await compareReads(ask, domain, progress);
		if (writes) {
			say('Writing: about a minute.');
			const writing = new Writing(ask, ledger, {
				steps: stepsFor(twin.hasCustomers),
				isForbidden: (call) => progress.isForbidden(call),
			});
			const { differences, notDone } = await compareWrites(writing, ledger, twin.ask, eyes);
			for (const one of differences) progress.note(one.read, one.asks.join(), [one]);
			notAsked.push(...notDone);
		}
		const made = makeReport(
			{ platform, calls: progress.calls, notAsked },
			progress.differences,
			new Censor(eyes.words, await readOperations()),
		);
		const page = join(folder, 'report.html');
		writeWhole(join(folder, 'report.json'), `${JSON.stringify(made, null, '\t')}\n`);
		writeWhole(page, reportPage(made));
		progress.forget();
		for (const line of reportLines(made)) say(line);
		tellLeft(ledger, domain);
		say(
			`\nThe lines on differences are all the report holds. Look at it once more: ${relative(process.cwd(), page)}`,
		);
		say('If you agree, send us report.json from the same folder: docs/conform.md says how.');
	} catch (error) {
		if (!(error instanceof Forbidden)) throw error;
		progress.forbid(error.call);
		throw new Error(FORBIDDEN);
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
	else await check(flags.account).finally(() => typed.close());
}

main().catch((error: Error) => {
	say(error.message);
	process.exitCode = 1;
});
