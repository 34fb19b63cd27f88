import { replyFactsOf } from '../../../../nodes/shared/hooks/reply';
import { replyTo } from '../../../../nodes/shared/channel/route';
import { read } from './read';

const account = { id: 100, domain: 'example.kommo.com' };

const message = (fields: Record<string, string>) =>
	read({
		account: { id: '100', subdomain: 'example' },
		message: { add: [{ id: '6f0e', chat_id: '0a1b', talk_id: '17', text: 'Hello!', ...fields }] },
	});

describe('the message of an account', () => {
	it('has its conversation, its text and its talk', () => {
		const [event] = message({});

		expect(event).toMatchObject({
			sessionId: '0a1b',
			chatInput: 'Hello!',
			replyTo: { account: { id: 100 }, talk: { talkId: 17 } },
		});
		expect(replyTo.safeParse(event.replyTo).success).toBe(true);
	});

	it.each(['message', 'outgoing_message'])('has them received and sent: %s', (entity) => {
		const data = { chat_id: '0a1b', talk_id: 17, text: 'Hello!' };

		expect(replyFactsOf(entity, data, account)).toEqual({
			sessionId: '0a1b',
			chatInput: 'Hello!',
			replyTo: { account, talk: { talkId: 17 } },
		});
	});

	it('has its talk in place of a chat that it does not name', () => {
		expect(replyFactsOf('message', { talk_id: 17, text: null }, account)).toMatchObject({
			sessionId: '17',
			chatInput: '',
		});
	});

	it('says no way back where it names no talk, as in the Russian documentation', () => {
		const [event] = message({ talk_id: '' });

		expect(event).toMatchObject({ sessionId: '0a1b', chatInput: 'Hello!' });
		expect(event).not.toHaveProperty('replyTo');
	});

	it('is told apart from what is no message', () => {
		expect(replyFactsOf('talk', { chat_id: '0a1b', talk_id: 17 }, account)).toEqual({});
	});
});
