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
import { runningPlayground, type Stage } from './session';
import { printAccounts, printScene } from './print';

type Play = (stage: Stage, ...names: string[]) => Promise<Scene>;

const scenes: Record<string, Play> = {
	upload: uploadWidget,
	widget: installByWidget,
	button: installByButton,
	refuse,
	disable,
	win,
};

const usage = `Usage, while \`npm start\` runs in another terminal:
  npm run play -- widget <account>    an account installs the widget (a new one is created)
  npm run play -- button <account>    a person installs through a button on a site
  npm run play -- refuse [account]    a person refuses
  npm run play -- disable <account>   an account disables the integration
  npm run play -- win [account]       a person wins the youngest lead
  npm run play -- upload <widget.zip> [account]    a builder uploads a widget, and an account installs it`;

async function play([command, ...given]: string[]): Promise<void> {
	const scene = scenes[command];
	const names = given.length === 0 && ['refuse', 'win'].includes(command) ? ['romashka'] : given;
	if (scene === undefined || names.length === 0) throw new Error(usage);
	const stage = await runningPlayground();
	printScene(await scene(stage, ...names), printLine);
	await printAccounts(stage, printLine);
}

play(process.argv.slice(2)).catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
