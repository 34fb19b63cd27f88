import type { IDataObject } from 'n8n-workflow';

import type { Item } from '../../../nodes/AmoCrm/factories/operation';
import { inBatches, writeItems, type WriteRequest } from '../../../nodes/AmoCrm/factories/write';

import type { AccountSession } from '../../../nodes/shared/account/session';
import { AmoCrmProblem } from '../../../nodes/shared/problem';
import { createApiClient } from '../../../nodes/shared/transport/client';
import { answer, scriptedHttp } from '../support/http';
import { unpaced } from '../support/limiter';

/** Lets nothing out. */
const shut = scriptedHttp().http;

const numbers = [0, 1, 2, 3, 4];

const items = numbers.map((index): Item => ({
	index,
	json: {},
	zone: 'UTC',
	parameter: <T>() => undefined as T,
	saved: () => undefined,
}));

const requestFor = (id: number): WriteRequest => ({
	body: { id },
	nameOf: () => undefined,
	call: { method: 'PATCH', path: '/api/v4/leads', collection: 'leads' },
	show: (entity) => entity,
	explain: async (problem) => problem,
});

/** An account that takes every batch, and keeps the ids of each. */
function account() {
	const batches: unknown[][] = [];
	let whenAsked = () => {};
	const asked = new Promise<void>((resolve) => (whenAsked = resolve));
	const session = {
		domain: 'example.amocrm.ru',
		async request({ body }: { body: IDataObject[] }) {
			batches.push(body.map(({ id }) => id));
			whenAsked();
			return { _embedded: { leads: body } };
		},
	};
	return { session: session as unknown as AccountSession, batches, asked };
}

it('sends the first request while later items are still being prepared', async () => {
	const { session, batches, asked } = account();
	const prepare = async ({ index }: Item) => {
		if (index === 4) await asked;
		return requestFor(index);
	};
	const results = await writeItems(session, items, prepare, inBatches({ size: 2 }));
	expect(batches).toEqual([[0, 1], [2, 3], [4]]);
	expect(results).toEqual(numbers.map((id) => ({ output: [{ id }] })));
});

it('changes an entity again only when its first change is through, though it was in another request', async () => {
	const { session, batches } = account();
	const ids = [7, 8, 7, 9, 7];
	const prepare = async ({ index }: Item) => requestFor(ids[index]);
	const results = await writeItems(session, items, prepare, inBatches({ size: 2 }));
	expect(batches).toEqual([[7, 8], [9], [7], [7]]);
	expect(results).toEqual(ids.map((id) => ({ output: [{ id }] })));
});

it('keeps what came of the other requests where one ends in a fault of ours', async () => {
	const session = {
		domain: 'example.amocrm.ru',
		async request({ body }: { body: IDataObject[] }) {
			if (body.some(({ id }) => id === 2)) throw new TypeError('a fault');
			return { _embedded: { leads: body } };
		},
	} as unknown as AccountSession;
	const prepare = async ({ index }: Item) => requestFor(index);
	const results = await writeItems(session, items, prepare, inBatches({ size: 2 }));
	const fault = { problem: new TypeError('a fault') };
	expect(results).toEqual([
		{ output: [{ id: 0 }] },
		{ output: [{ id: 1 }] },
		fault,
		fault,
		{ output: [{ id: 4 }] },
	]);
});

it('prepares nothing more, and sends nothing, where the run ends with an item that cannot be prepared', async () => {
	const { session, batches } = account();
	const run = { ending: { isOver: false } };
	const prepared: number[] = [];
	const prepare = async ({ index }: Item) => {
		prepared.push(index);
		if (index === 1) throw new AmoCrmProblem('badInput', 'No.');
		return requestFor(index);
	};
	const ending = { ...session, run, request: createApiClient('a', shut, unpaced(), run).request };
	const results = await writeItems(ending, items, prepare, inBatches({ size: 3 }));
	expect(results[1]).toMatchObject({ problem: { code: 'badInput' } });
	expect(results[0]).toMatchObject({ problem: { code: 'notSent' } });
	expect(prepared).toEqual([0, 1]);
	expect(batches).toEqual([]);
});

it('leaves a second change of an entity undone where its first was refused and the run ends with that', async () => {
	const { http, requests } = scriptedHttp(answer(400, { title: 'Bad Request' }));
	const run = { ending: { isOver: false } };
	const client = createApiClient('example.amocrm.ru', http, unpaced(), run);
	const prepare = async () => requestFor(7);
	const two = items.slice(0, 2);
	const results = await writeItems(client as unknown as AccountSession, two, prepare, inBatches());
	expect(results).toMatchObject([
		{ problem: { code: 'validation' } },
		{ problem: { code: 'notSent' } },
	]);
	expect(requests).toHaveLength(1);
});
