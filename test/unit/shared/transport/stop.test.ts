import { openBytes } from '../../../../nodes/shared/transport/bytes';
import { onHost, openHttp } from '../../../../nodes/shared/transport/http';
import { fakeSend } from '../../support/http';
import { unpaced } from '../../support/limiter';
import { problemOf } from '../../support/problem';

const DRIVE = 'drive-b.amocrm.ru';
const request = { method: 'POST', url: `https://${DRIVE}/x` } as const;
const taken = { statusCode: 200, headers: {}, body: '{}' };

describe('after a stop', () => {
	it('a http lets nothing out, and tells the request on its way', async () => {
		const { send, sent } = fakeSend(taken);
		const stop = new AbortController();
		const http = openHttp(send, onHost(DRIVE));
		await http({ ...request, signal: stop.signal });
		expect(sent[0].abortSignal).toBe(stop.signal);
		stop.abort();
		const problem = await problemOf(async () => await http({ ...request, signal: stop.signal }));
		expect(problem.code).toBe('notSent');
		expect(sent).toHaveLength(1);
	});

	it('no bytes are sent or fetched', async () => {
		const { send, sent } = fakeSend(taken);
		const stop = new AbortController();
		stop.abort();
		const bytes = openBytes(DRIVE, send, onHost(DRIVE), unpaced(), { signal: stop.signal });
		for (const work of [
			async () => await bytes.send(request.url, Buffer.from('x')),
			async () => await bytes.open(request.url),
		]) {
			expect((await problemOf(work)).code).toBe('notSent');
		}
		expect(sent).toHaveLength(0);
	});
});
