import { groupBy } from 'lodash';
import { countRefused, REQUESTS_A_SECOND, slidingSecond } from '../pace';
import { none, type Row } from '../row';

/** Looks back at all that the other rows did: it comes last. */
export const limitsRow: Row = {
	work: "the emulator's log of the whole run",
	async run({ traffic }) {
		const counted = (await traffic.all()).filter(
			({ path, integrationId }) => path.startsWith('/api/') && integrationId !== undefined,
		);
		const groups = Object.values(
			groupBy(counted, ({ integrationId, accountId }) => `${integrationId}@${accountId}`),
		);
		const busiest = groups.flatMap((group) => slidingSecond(group.map(({ at }) => at)));
		return {
			figures: [
				{ what: 'requests', value: counted.length },
				{
					what: 'most in any sliding second, per integration and account',
					value: busiest.reduce((most, one) => Math.max(most, one), 0),
					floor: REQUESTS_A_SECOND,
					most: REQUESTS_A_SECOND,
				},
				none('answers of 429 or 403', countRefused(counted)),
			],
		};
	},
};
