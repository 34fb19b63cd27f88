import { amojoIdOf, readScope, scopeOf } from '../../../../nodes/shared/channel/scope';

const channelId = 'f90ba33d-c9d9-44da-b76c-c349b0ecbe41';
const amojoId = 'af9945ff-1490-4cad-807d-945c15d88bec';

describe('the scope of a channel in an account', () => {
	it('is made of both ids, as the documentation shows it, and tells them', () => {
		const scope = scopeOf(channelId, amojoId);

		expect(scope).toBe('f90ba33d-c9d9-44da-b76c-c349b0ecbe41_af9945ff-1490-4cad-807d-945c15d88bec');
		expect(readScope(scope)).toEqual({ channelId, amojoId });
	});

	it.each([
		['nothing', undefined],
		['the channel alone', channelId],
		['three ids', `${channelId}_${amojoId}_${amojoId}`],
		['something that is no id', `${channelId}_../../connect`],
	])('is not %s', (_, scope) => {
		expect(amojoIdOf(scope)).toBeUndefined();
	});
});
