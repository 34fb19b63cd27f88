import { build } from './lib/build';
import { printLine } from './lib/progress';

build(printLine).catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
