import { parseArgs } from 'node:util';
import { createEmulator } from './createEmulator';

const HELP = `A stand-in for amoCRM and Kommo.

  npx tsx emulator/main.ts [options]

  --proxy-port <port>    the proxy that leads to amoCRM's hosts (default: any free port)
  --control-port <port>  the control interface (default: any free port)
  --ca-file <file>       where to write the test CA's certificate (default: a temporary file)
  --exit-with-parent     stop when standard input closes
  --help                 this text

Prints one line of JSON when it is ready: proxyUrl, controlUrl, caFile.`;

function readPort(name: string, text: string | undefined): number {
	const port = Number(text ?? '0');
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		throw new Error(`--${name} must be a port number, not "${text}"`);
	}
	return port;
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			'proxy-port': { type: 'string' },
			'control-port': { type: 'string' },
			'ca-file': { type: 'string' },
			'exit-with-parent': { type: 'boolean' },
			help: { type: 'boolean' },
		},
	});
	return values;
}

async function main(): Promise<void> {
	const options = readOptions();
	if (options.help) {
		console.log(HELP);
		return;
	}
	const emulator = await createEmulator({
		proxyPort: readPort('proxy-port', options['proxy-port']),
		controlPort: readPort('control-port', options['control-port']),
		caFile: options['ca-file'],
	});
	const end = () => {
		void emulator.stop().then(() => process.exit(0));
	};
	process.once('SIGINT', end);
	process.once('SIGTERM', end);
	if (options['exit-with-parent']) process.stdin.once('close', end).once('end', end).resume();
	console.log(JSON.stringify(await emulator.start()));
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
