import { Readable } from 'node:stream';
import { readText } from '../../../../nodes/shared/transport/body';
import { NoAnswer, onHost, openHttp } from '../../../../nodes/shared/transport/http';
import { fakeSend } from '../../support/http';
import { problemOf } from '../../support/problem';

const HOST = 'example.amocrm.ru';
const PLENTY_MS = 10_000;

/** Says so much, and then nothing more. */
function silentAfter(text: string): Readable {
	const stream = new Readable({ read: () => undefined });
	stream.push(text);
	return stream;
}

describe('the text of a body', () => {
	it('that comes in pieces, a letter cut in two', async () => {
		const bytes = Buffer.from('{"name":"Ёж"}');
		const within = bytes.indexOf(Buffer.from('Ё')) + 1;
		const pieces = Readable.from([bytes.subarray(0, within), bytes.subarray(within)]);
		expect(await readText(pieces, PLENTY_MS)).toBe('{"name":"Ёж"}');
	});

	it.each([
		['a text', 'a text', 'a text'],
		['an object', { detail: 'why' }, '{"detail":"why"}'],
		['left out', undefined, ''],
		['null', null, ''],
		['a stream of nothing', Readable.from([]), ''],
	])('that is %s', async (_, body, text) => {
		expect(await readText(body, PLENTY_MS)).toBe(text);
	});
});

describe('a body that does not come whole', () => {
	const ask = async (body: Readable, timeout: number) =>
		await problemOf(
			async () =>
				await openHttp(
					fakeSend({ statusCode: 200, headers: {}, body }).send,
					onHost(HOST),
				)({ method: 'GET', url: `https://${HOST}/api/v4/leads`, timeout }),
		);

	it('and stays away is no answer, and its connection is closed', async () => {
		const body = silentAfter('{"_embedded":');
		const problem = await ask(body, 10);
		expect(problem).toBeInstanceOf(NoAnswer);
		expect(problem.message).toContain('did not answer in time');
		expect((problem as NoAnswer).neverSent).toBe(false);
		expect(body.destroyed).toBe(true);
	});

	it('and breaks off is no answer that may have had an effect', async () => {
		const body = silentAfter('{"_embedded":');
		const asked = ask(body, PLENTY_MS);
		body.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
		const problem = await asked;
		expect(problem).toBeInstanceOf(NoAnswer);
		expect((problem as NoAnswer).neverSent).toBe(false);
	});
});

it('the answer to a refused token is read though n8n throws it', async () => {
	const data = Readable.from([Buffer.from('{"title":"Unauthorized"}')]);
	const refused = Object.assign(new Error('401'), { response: { status: 401, headers: {}, data } });
	const { send } = fakeSend(refused);
	const answer = await openHttp(
		send,
		onHost(HOST),
	)({ method: 'GET', url: `https://${HOST}/api/v4/account` });
	expect(answer).toEqual({ status: 401, headers: {}, text: '{"title":"Unauthorized"}' });
});
