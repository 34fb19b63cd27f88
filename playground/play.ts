import { printLine } from '../tools/system/progress';
import {
	disable,
	installByButton,
	installByWidget,
	refuse,
	uploadWidget,
	win,
	type Scene,
} from './scenes';
import { chat } from './messenger';
import { runningPlayground, type Stage } from './session';
import { printAccounts, printScene } from './print';

type Play = (stage: Stage, ...names: string[]) => Promise<void>;

/** Plays it, and tells what it came to. */
const scene =
	(play: (stage: Stage, ...names: string[]) => Promise<Scene>): Play =>
	async (stage, ...names) => {
		printScene(await play(stage, ...names), printLine);
		await printAccounts(stage, printLine);
	};

const plays: Record<string, Play> = {
	upload: scene(uploadWidget),
	widget: scene(installByWidget),
	button: scene(installByButton),
	refuse: scene(refuse),
	disable: scene(disable),
	win: scene(win),
	chat: async (stage, name, ...words) => await chat(stage, printLine, name, ...words),
};

/** Without a name these mean the account of the start. */
const OF_ANY_ACCOUNT = ['refuse', 'win', 'chat'];

const usage = `Usage, while \`npm start\` runs in another terminal:
  npm run play -- widget <account>    an account installs the widget (a new one is created)
  npm run play -- button <account>    a person installs through a button on a site
  npm run play -- refuse [account]    a person refuses
  npm run play -- disable <account>   an account disables the integration
  npm run play -- win [account]       a person wins the youngest lead
  npm run play -- chat [account] [text]    a client writes in a messenger of one's own, and reads the answers
  npm run play -- upload <widget.zip> [account]    a builder uploads a widget, and an account installs it`;

async function play([command, ...given]: string[]): Promise<void> {
	const act = plays[command];
	const names = given.length === 0 && OF_ANY_ACCOUNT.includes(command) ? ['romashka'] : given;
	if (act === undefined || names.length === 0) throw new Error(usage);
	await act(await runningPlayground(), ...names);
}

play(process.argv.slice(2)).catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
