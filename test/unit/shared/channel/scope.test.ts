import type { AccountSession } from '../../../../nodes/shared/account/session';
import { amojoIdFor, amojoIdOf, readScope, scopeOf } from '../../../../nodes/shared/channel/scope';

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

describe("the account's id in the chats", () => {
	const channel = { platform: 'amocrm' } as const;

	/** A session in an account that installed the integration. */
	function newSession(key: string, amojoId: string) {
		const kept: string[] = [];
		const request = jest.fn(async () => ({ amojo_id: 'AF9945FF-1490-4cad-807d-945c15d88bec' }));
		const keep = async (id: string) => void kept.push(id);
		const session = {
			key,
			domain: 'example.amocrm.ru',
			platform: 'amocrm',
			request,
			kept: { amojoId, keep },
		};
		return { session: session as unknown as AccountSession, request, kept };
	}

	it('is asked once, and kept with an installed account', async () => {
		const { session, request, kept } = newSession('scope-asked', '');

		const ids = [await amojoIdFor(channel, session), await amojoIdFor(channel, session)];

		expect(ids).toEqual([amojoId, amojoId]);
		expect(request).toHaveBeenCalledTimes(1);
		expect(kept).toEqual([amojoId]);
	});

	it('is not asked where it is kept', async () => {
		const { session, request, kept } = newSession('scope-kept', amojoId);

		expect(await amojoIdFor(channel, session)).toBe(amojoId);
		expect(request).not.toHaveBeenCalled();
		expect(kept).toEqual([]);
	});
});
