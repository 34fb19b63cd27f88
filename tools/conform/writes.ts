import { uniq } from 'lodash';

import type { Ask } from './ask';
import { compareAnswers, merged, type Difference, type Eyes } from './compare';
import type { Deliveries } from './hooks';
import type { Ids } from './kinds';
import type { Ledger } from './ledger';
import { perform, type Writing } from './writing';

export interface Written {
	differences: Difference[];
	/** What could not be done in the account. */
	notDone: string[];
}

/**
 * Makes the same in the account and in the emulator, holds the answers against each other, and removes it again.
 * @param deliveries what both are heard to tell of it, where the account can tell it
 */
export async function compareWrites(
	writing: Writing,
	ledger: Ledger,
	emulator: Ask,
	eyes: Eyes,
	deliveries?: Deliveries,
): Promise<Written> {
	const ids: Ids = {};
	const differences: Difference[] = [];
	const notDone: string[] = [];
	if (!ledger.isRemoving) {
		await writing.makeAll(async (step, account) => {
			const nameOf = (one: string) => ledger.nameFor(one);
			const its = await perform(emulator, ids, step, nameOf);
			await deliveries?.note(step, nameOf, account);
			const { read, title, page } = step;
			if (!account && ledger.of(title)?.state !== 'made') notDone.push(read);
			if (!account || !its) return;
			const found = compareAnswers(eyes, account, its);
			differences.push(...found.map((one) => ({ read, ...one, asks: [title], page })));
		});
		differences.push(...((await deliveries?.compare(writing.ids)) ?? []));
	}
	await writing.removeAll();
	return { differences: merged(differences), notDone: uniq(notDone) };
}
