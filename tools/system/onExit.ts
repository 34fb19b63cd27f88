type Act = () => void;

const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const acts = new Set<Act>();

/** The youngest first: a program in a folder ends before the folder goes. One that fails keeps no other from its turn. */
function execute(): void {
	for (const act of [...acts].reverse()) {
		try {
			act();
		} catch (error) {
			process.stderr.write(`${(error as Error).message}\n`);
		}
	}
}

/** Where nobody else answers the signal, it must still end this process. */
function onSignal(signal: NodeJS.Signals): void {
	if (process.listenerCount(signal) > 1) return;
	execute();
	process.removeAllListeners(signal);
	process.kill(process.pid, signal);
}

function watch(): void {
	process.on('exit', execute);
	for (const signal of signals) process.on(signal, onSignal);
}

function unwatch(): void {
	process.off('exit', execute);
	for (const signal of signals) process.off(signal, onSignal);
}

/** Has `act` done if this process ends before the returned function is called. */
export function onExit(act: Act): () => void {
	if (acts.size === 0) watch();
	acts.add(act);
	return () => {
		acts.delete(act);
		if (acts.size === 0) unwatch();
	};
}
