import { sumBy } from 'lodash';
import { packPackage } from '../../lib/pack';
import { printLine } from '../../lib/progress';
import { temporaryFolder } from '../../lib/temporaryFolder';
import { World } from '../../lib/world';
import { amoCrm, createLeads } from '../nodes';
import { ownTime, readProfile, steadyMicroseconds, type OwnTime } from '../profile';
import { count, type Figure, type Row } from '../row';
import { BenchStage } from '../stage';
import { leadItems } from './writes';

const MOST_EXPENSIVE = 3;

/** In an n8n of its own, so that no other row is slowed down by being looked at. */
async function profileOf(amount: number): Promise<OwnTime> {
	const [home, profiles] = [await temporaryFolder('n8n-bench'), await temporaryFolder('profile')];
	const world = new World();
	try {
		const stage = await BenchStage.of(
			await world.open({
				folder: home.path,
				tarball: await packPackage(printLine),
				nodeFlags: ['--cpu-prof', `--cpu-prof-dir=${profiles.path}`],
			}),
		);
		const { credential } = await stage.newGround();
		const run = await stage.timing(amoCrm(credential, createLeads));
		await run(leadItems(1));
		const from = steadyMicroseconds();
		await run(leadItems(amount));
		const to = steadyMicroseconds();
		await world.close();
		return ownTime(await readProfile(profiles.path), { from, to });
	} finally {
		await world.close();
		home.remove();
		profiles.remove();
	}
}

export const cpuRow = (amount: number): Row => ({
	work: `CPU time in our code, ${count(amount)} leads created`,
	async run() {
		const { functions, calledMicroseconds } = await profileOf(amount);
		const perItem = (what: string, microseconds: number): Figure => ({
			what: `per item, ${what}`,
			unit: 'µs',
			value: microseconds / amount,
		});
		return {
			figures: [
				perItem('in our functions', sumBy(functions, 'microseconds')),
				perItem('in what they call of n8n and Node', calledMicroseconds),
				...functions
					.slice(0, MOST_EXPENSIVE)
					.map(({ name, microseconds }) => perItem(`in \`${name}\``, microseconds)),
			],
			notes: [
				"From V8's profile of n8n's process: the samples taken while the leads were created, in functions of this package's files. What these call is mostly n8n evaluating the expressions of each item.",
			],
		};
	},
});
