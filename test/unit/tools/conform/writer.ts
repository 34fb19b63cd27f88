import type { Answer, Ask } from '../../../../tools/conform/ask';
import { Ledger } from '../../../../tools/conform/ledger';
import { STEPS } from '../../../../tools/conform/steps';
import { Writing } from '../../../../tools/conform/writing';

/** A process of its own that writes, and is killed in mid-work. Its account is the parent's. */
const answers = new Map<number, (answer: Answer) => void>();
let calls = 0;

process.on('message', ({ id, answer }: { id: number; answer: Answer }) =>
	answers.get(id)?.(answer),
);

const ask: Ask = async (call) =>
	await new Promise((resolve) => {
		const id = ++calls;
		answers.set(id, resolve);
		process.send?.({ id, call });
	});

async function write(): Promise<void> {
	const ledger = new Ledger(process.argv[2], 'sample.amocrm.ru');
	const writing = new Writing(ask, ledger, { steps: STEPS });
	if (!ledger.isRemoving) await writing.makeAll(() => undefined);
	await writing.removeAll();
}

void write().then(() => process.exit(0));
