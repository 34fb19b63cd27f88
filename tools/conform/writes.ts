import type { Ask } from './ask';
import { compareAnswers, merged, type Difference, type Eyes } from './compare';
import type { Ledger } from './ledger';
import type { Ids } from './steps';
import { perform, type Writing } from './writing';

/** Makes the same in the account and in the emulator, holds the answers against each other, and removes it again. */
export async function compareWrites(
	writing: Writing,
	ledger: Ledger,
	emulator: Ask,
	eyes: Eyes,
): Promise<Difference[]> {
	const ids: Ids = {};
	const differences: Difference[] = [];
	if (!ledger.isRemoving) {
		await writing.makeAll(async (step, account) => {
			const its = await perform(emulator, ids, step, ledger.nameFor(step.title));
			if (!account) return;
			const { read, title, page } = step;
			const found = compareAnswers(eyes, account, its);
			differences.push(...found.map((one) => ({ read, ...one, asks: [title], page })));
		});
	}
	await writing.removeAll();
	return merged(differences);
}
