import { printLine } from '../tools/system/progress';
import { disable, installByButton, installByWidget, refuse, win, type Scene } from './scenes';
import { runningPlayground, type Stage } from './session';
import { printAccounts, printScene } from './print';

const scenes: Record<string, (stage: Stage, account: string) => Promise<Scene>> = {
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
  npm run play -- win [account]       a person wins the youngest lead`;

async function play([command, account]: string[]): Promise<void> {
	const scene = scenes[command];
	const name = account ?? (['refuse', 'win'].includes(command) ? 'romashka' : undefined);
	if (scene === undefined || name === undefined) throw new Error(usage);
	const stage = await runningPlayground();
	printScene(await scene(stage, name), printLine);
	await printAccounts(stage, printLine);
}

play(process.argv.slice(2)).catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
