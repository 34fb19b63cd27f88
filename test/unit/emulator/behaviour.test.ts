import type { Behaviour, Fault } from '../../../emulator/types';
import { Writer, type Written } from './support';

const writer = new Writer();
const { made, patch, post, read, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const behave = async (behaviour: Partial<Behaviour>) =>
	await writer.town.control.setBehaviour('alpha', behaviour);

const names = async (path: string) => {
	const { status, json } = await read<Written>(path);
	return status === 204 ? [] : json._embedded.leads.map(({ name }) => name);
};

describe('an account may be told', () => {
	it('to find what was written only later', async () => {
		const [id] = await made('/leads', { name: 'Deal' });
		await behave({ searchLag: 60 });
		expect(await names('/leads?query=deal')).toEqual([]);
		expect(await names('/leads?filter[name]=Deal')).toEqual(['Deal']);
		await writer.town.control.advanceClock(60);
		expect(await names('/leads?query=deal')).toEqual(['Deal']);
		await patch(`/leads/${id}`, { price: 5 });
		expect(await names('/leads?query=deal')).toEqual([]);
	});

	it('to end its lists early', async () => {
		await seed('leads', ...Array.from({ length: 5 }, (_, index) => ({ name: `L${index}` })));
		await behave({ lastPage: 2 });
		expect(await names('/leads?limit=2')).toEqual(['L0', 'L1']);
		const last = await read('/leads?limit=2&page=2');
		expect(last.json._links).not.toHaveProperty('next');
		expect((await read('/leads?limit=2&page=3')).status).toBe(204);
	});

	it('that nobody pays for it', async () => {
		await seed('leads', { name: 'L' });
		await behave({ isPaid: false });
		expect((await post('/leads', [{}])).json).toMatchObject({
			status: 402,
			title: 'Payment Required',
		});
		expect(await names('/leads')).toEqual(['L']);
	});
});

describe('a fault', () => {
	const order = async (fault: Fault) => await writer.town.control.addFault(fault);
	const ask = async () => await post('/leads', [{ name: 'A' }]);

	// github.com/amocrm/amocrm-api-php, issue 544.
	it('answers a write that was done with a bare word', async () => {
		const match = { path: '/api/v4/leads', method: 'POST' };
		await order({ match, respond: { status: 200, body: 'Accepted', when: 'after' } });
		const { status, text } = await ask();
		expect([status, text]).toEqual([200, 'Accepted']);
		expect(await names('/leads')).toEqual(['A']);
		expect((await ask()).json._embedded.leads).toHaveLength(1);
	});

	it('answers instead of working', async () => {
		await order({ respond: { status: 504, body: 'late' } });
		expect((await ask()).status).toBe(504);
		expect(await names('/leads')).toEqual([]);
	});

	it.each([
		['before', []],
		['after', ['A']],
	] as const)('hangs up %s the work', async (reset, left) => {
		await order({ reset });
		await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(await names('/leads')).toEqual(left);
	});
});
