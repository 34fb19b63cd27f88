import { build } from './system/build';
import { printLine } from './system/progress';

build(printLine).catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
