import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { accountFromInput } from '../nodes/shared/address';
import { Forbidden, openNetwork, paced } from './conform/network';
import { readOperations } from './conform/operations';
import { Progress, writeWhole } from './conform/progress';
import { compareReads, loreOf } from './conform/reads';
import { Censor, makeReport, reportLines, reportPage } from './conform/report';
import { readToken } from './conform/token';
import { root } from './system/paths';
import { printLine as say } from './system/progress';

const HELP = `Holds a real account of amoCRM or Kommo against the emulator, and tells where they differ.

  npm run conform -- --account example.amocrm.ru

  --account <address>    the account
  --token-file <file>    a file with its long-lived token; without it you are asked for the token
  --token <token>        the token itself (your shell may remember it: rather use the two above)
  --folder <folder>      where the report goes (default: conform)
  --anew                 begin anew, although an earlier run was stopped half-way
  --help                 this text

It only reads, four calls a second. It stops at the first 403. Stop it with Ctrl-C whenever you like: the same
command goes on where it was.`;

const { values: flags } = parseArgs({
	options: {
		account: { type: 'string' },
		token: { type: 'string' },
		'token-file': { type: 'string' },
		folder: { type: 'string', default: join(root, 'conform') },
		anew: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

async function check(address: string): Promise<void> {
	const { domain, platform } = accountFromInput(address);
	const folder = resolve(flags.folder);
	const progress = new Progress(folder, domain, { isNew: flags.anew });
	const token = await readToken(flags.token, flags['token-file']);
	if (progress.isBegun) say('Going on with the run that was stopped.');
	say('Reading: this takes about four minutes, and changes nothing.');
	const network = openNetwork(domain, token);
	const ask = paced(async (call) => {
		progress.count();
		return await network(call);
	});
	try {
		const { nothingThere } = await compareReads(ask, domain, progress);
		const { words } = await loreOf(platform);
		const made = makeReport(
			{ platform, calls: progress.calls, notAsked: nothingThere },
			progress.differences,
			new Censor(words, await readOperations()),
		);
		const page = join(folder, 'report.html');
		writeWhole(join(folder, 'report.json'), `${JSON.stringify(made, null, '\t')}\n`);
		writeWhole(page, reportPage(made));
		progress.forget();
		for (const line of reportLines(made)) say(line);
		say(`\nThat is all the report holds. Look at it once more: ${relative(process.cwd(), page)}`);
		say('If you agree, send us report.json from the same folder: docs/conform.md says how.');
	} catch (error) {
		if (!(error instanceof Forbidden)) throw error;
		progress.forbid(error.call.path);
		throw new Error(
			"The account answered 403, and nothing more was asked. Either the token is not an administrator's, or something is not in your plan: run the same command again, and it goes on without this call. If it is 403 again at once, wait an hour.",
		);
	}
}

async function main(): Promise<void> {
	if (flags.help || flags.account === undefined) say(HELP);
	else await check(flags.account);
}

main().catch((error: Error) => {
	say(error.message);
	process.exitCode = 1;
});
