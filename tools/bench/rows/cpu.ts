import { sumBy } from 'lodash';
import { temporaryFolder } from '../../system/temporaryFolder';
import { amoCrm, createLeads } from '../nodes';
import { onOwnStage } from '../ownStage';
import { ownTime, readProfile, steadyMicroseconds, type OwnTime } from '../profile';
import { count, type Figure, type Row } from '../row';
import { leadItems } from './writes';

const MOST_EXPENSIVE = 3;

/** In an n8n of its own, so that no other row is slowed down by being looked at. */
async function profileOf(amount: number): Promise<OwnTime> {
	const profiles = await temporaryFolder('profile');
	try {
		const span = await onOwnStage(
			{ nodeFlags: ['--cpu-prof', `--cpu-prof-dir=${profiles.path}`] },
			async (stage) => {
				const { credential } = await stage.newGround();
				const run = await stage.timing(amoCrm(credential, createLeads));
				await run(leadItems(1));
				const from = steadyMicroseconds();
				await run(leadItems(amount));
				return { from, to: steadyMicroseconds() };
			},
		);
		return ownTime(await readProfile(profiles.path), span);
	} finally {
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
				"From V8's profile of n8n's process: the samples taken while the leads were created, in functions of this package's files. What these call of n8n is its check of each value's type, and what sends the requests.",
			],
		};
	},
});
