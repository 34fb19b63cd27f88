import { printLine } from './system/progress';
import { readContract, shippedTypes, writeContract } from './contract/contractFiles';
import { promisesOf } from './contract/contract';

/** Adds what is new. A promise that is no longer kept stays in its file: the test tells of it. */
async function growContracts(): Promise<void> {
	for (const type of await shippedTypes()) {
		const given = await readContract(type.name);
		const all = new Set([...given, ...promisesOf(type)]);
		await writeContract(type.name, [...all].sort());
		printLine(`${type.name}: ${all.size} promises, ${all.size - given.length} of them new.`);
	}
}

growContracts().catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
