import type { Answer, Ask } from '../../../../tools/conform/ask';
import { Forbidden, paced } from '../../../../tools/conform/network';
import { Progress } from '../../../../tools/conform/progress';
import { compareReads } from '../../../../tools/conform/reads';
import { openSample } from '../../../../tools/conform/sample';
import { temporaryFolder } from '../../../../tools/system/temporaryFolder';

const answer = (status: number): Answer => ({ status, headers: {}, body: {} });

const call = { method: 'GET' as const, path: '/api/v4/leads' };

const atOnce = { perSecond: 1_000_000, pauseMs: 0 };

describe('an account that is asked', () => {
	it('is left alone after the first 403', async () => {
		let asked = 0;
		const ask = paced(async () => answer(++asked === 2 ? 403 : 200), atOnce);
		await ask(call);
		await expect(ask(call)).rejects.toThrow(Forbidden);
		await expect(ask(call)).rejects.toThrow(Forbidden);
		expect(asked).toBe(2);
	});

	it('is asked again after a 429, and not for ever', async () => {
		const statuses = [429, 200, 429, 429, 429, 200];
		const ask = paced(async () => answer(statuses.shift() ?? 0), atOnce);
		expect((await ask(call)).status).toBe(200);
		await expect(ask(call)).rejects.toThrow('again and again');
		expect(statuses).toEqual([200]);
	});

	it('is not written to twice where an answer was lost', async () => {
		let asked = 0;
		const ask = paced(async () => {
			asked += 1;
			throw new Error('lost');
		}, atOnce);
		await expect(ask({ ...call, method: 'POST' })).rejects.toThrow('lost');
		expect(asked).toBe(1);
	});

	it('is not asked what an earlier run has asked, which was stopped', async () => {
		const folder = await temporaryFolder('conform');
		const { ask: account, account: info } = await openSample('amocrm');
		let asked = 0;
		const counted: Ask = async (one) => {
			asked += 1;
			return one.path.endsWith('/contacts/2147483647')
				? { ...(await account(one)), status: 404 }
				: await account(one);
		};
		const stopped: Ask = async (one) => {
			if (asked === 600) throw new Error('stopped');
			return await counted(one);
		};
		const run = async (ask: Ask) => {
			const progress = new Progress(folder.path, info.domain);
			await compareReads(ask, info.domain, progress);
			return progress;
		};
		await expect(run(stopped)).rejects.toThrow('stopped');
		asked = 0;
		const progress = await run(counted);
		expect(asked).toBeLessThan(450);
		expect(progress.differences).toMatchObject([
			{ read: 'GET /api/v4/contacts/{id}', what: 'status', account: '404', emulator: '204' },
		]);
		folder.remove();
	});
});
