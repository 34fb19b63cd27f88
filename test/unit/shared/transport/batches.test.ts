import type { IDataObject } from 'n8n-workflow';

import { AmoCrmProblem } from '../../../../nodes/shared/problem';
import { writeBatches } from '../../../../nodes/shared/transport/batches';
import type { ApiCall } from '../../../../nodes/shared/transport/client';
import { explainAnswer } from '../../../../nodes/shared/transport/explain';
import { fakeClient } from '../../support/client';
import { answer } from '../../support/http';

const create = { method: 'POST', path: '/api/v4/leads', collection: 'leads' } as const;
const sentIn = (call: ApiCall) => call.body as IDataObject[];
const sizes = (calls: ApiCall[]) => calls.map((call) => sentIn(call).length);
const leads = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `lead ${at}` }));

/** Where amoCRM names the entity that it refuses: by what was sent, by nothing, or not at all. */
type Naming = 'named' | 'nameless' | 'silent';

/** Takes a batch as a whole or not at all; refuses every entity that is `bad`. Answers in no certain order. */
const account =
	(naming: Naming = 'named') =>
	(call: ApiCall) => {
		const sent = sentIn(call);
		const errors = [{ code: 'InvalidType', path: 'price', detail: 'Not a number' }];
		const bad = sent.filter((entity) => entity.bad);
		if (bad.length > 0) {
			const complaints = bad.map(({ request_id }) =>
				naming === 'named' ? { request_id, errors } : { errors },
			);
			const named = naming === 'silent' ? {} : { 'validation-errors': complaints };
			throw explainAnswer(
				'example.amocrm.ru',
				answer(400, { title: 'Bad Request', detail: 'Request validation failed', ...named }),
			);
		}
		const taken = sent.map(({ name, id, request_id }) => ({
			id: id ?? `id of ${name}`,
			request_id,
		}));
		return { _embedded: { leads: taken.reverse() } };
	};

const withBad = (count: number, ...bad: number[]) =>
	leads(count).map((lead, at): IDataObject => (bad.includes(at) ? { ...lead, bad: true } : lead));

const outcomesOf = (outcomes: Awaited<ReturnType<typeof writeBatches>>) =>
	outcomes.map((outcome) => ('entity' in outcome ? outcome.entity.id : outcome.problem.code));

const expected = (entities: IDataObject[]) =>
	entities.map(({ name, bad }) => (bad ? 'validation' : `id of ${String(name)}`));

it.each([
	[0, []],
	[1, [1]],
	[250, [250]],
	[251, [250, 1]],
	[1_000, [250, 250, 250, 250]],
])('writes %i entities in batches of %j', async (count, batches) => {
	const { client, calls } = fakeClient(account());
	const outcomes = await writeBatches(client, create, leads(count));
	expect(sizes(calls)).toEqual(batches);
	expect(outcomesOf(outcomes)).toEqual(expected(leads(count)));
});

it('numbers the entities of each batch, and takes the numbers out of what comes back', async () => {
	const { client, calls } = fakeClient(account());
	const entities = [{ name: 'a', request_id: 'own' }, { name: 'b' }];
	const outcomes = await writeBatches(client, create, entities);
	expect(calls[0]).toMatchObject({ method: 'POST', path: '/api/v4/leads' });
	expect(sentIn(calls[0])).toEqual([
		{ name: 'a', request_id: '0' },
		{ name: 'b', request_id: '1' },
	]);
	expect(outcomes).toEqual([{ entity: { id: 'id of a' } }, { entity: { id: 'id of b' } }]);
});

it('keeps to the size that a call has', async () => {
	const { client, calls } = fakeClient(account());
	await writeBatches(client, { ...create, size: 50 }, leads(120));
	expect(sizes(calls)).toEqual([50, 50, 20]);
});

it('numbers nothing where a call takes no numbers', async () => {
	const { client, calls } = fakeClient(() => undefined);
	const unlink = { method: 'POST', path: '/api/v4/leads/unlink', isUnnumbered: true } as const;
	expect(await writeBatches(client, unlink, [{ entity_id: 1 }])).toEqual([{ entity: {} }]);
	expect(sentIn(calls[0])).toEqual([{ entity_id: 1 }]);
});

it('tells updated entities by their id', async () => {
	const { client } = fakeClient(() => ({
		_embedded: { leads: [{ id: 2, updated_at: 5 }, { id: 1 }] },
	}));
	const patch = { ...create, method: 'PATCH' } as const;
	const outcomes = await writeBatches(client, patch, [{ id: 1 }, { id: 2 }]);
	expect(outcomes).toEqual([{ entity: { id: 1 } }, { entity: { id: 2, updated_at: 5 } }]);
});

it('says so where amoCRM does not tell what became of an entity', async () => {
	const { client } = fakeClient(() => ({ _embedded: { leads: [{ id: 1, request_id: '1' }] } }));
	const outcomes = await writeBatches(client, create, leads(2));
	expect(outcomesOf(outcomes)).toEqual(['badAnswer', 1]);
});

describe('a refused batch', () => {
	it('is sent again without the entities that amoCRM named', async () => {
		const { client, calls } = fakeClient(account());
		const entities = withBad(10, 0, 4, 9);
		const outcomes = await writeBatches(client, create, entities);
		expect(outcomesOf(outcomes)).toEqual(expected(entities));
		expect(sizes(calls)).toEqual([10, 7]);
	});

	it('gives each bad entity its own complaint', async () => {
		const { client } = fakeClient(account());
		const [, second] = await writeBatches(client, create, withBad(3, 0, 1));
		const { problem } = second as { problem: AmoCrmProblem };
		expect(problem.details.detail).toBe('price: Not a number');
		expect(problem.details.complaints).toHaveLength(1);
	});

	it('is not sent again where all of it was named', async () => {
		const { client, calls } = fakeClient(account());
		const outcomes = await writeBatches(client, create, withBad(2, 0, 1));
		expect(outcomesOf(outcomes)).toEqual(['validation', 'validation']);
		expect(calls).toHaveLength(1);
	});

	it.each<[string, Naming]>([
		['complains about nobody', 'silent'],
		['complains without a name', 'nameless'],
	])('is halved where amoCRM %s', async (_title, naming) => {
		const { client, calls } = fakeClient(account(naming));
		const entities = withBad(8, 5);
		const outcomes = await writeBatches(client, create, entities);
		expect(outcomesOf(outcomes)).toEqual(expected(entities));
		expect(sizes(calls)).toEqual([8, 4, 4, 2, 2, 1, 1]);
	});

	it('is halved where amoCRM names an entity that was not sent', async () => {
		const { client } = fakeClient((call) => {
			if (sentIn(call).length === 1) return account()(call);
			const complaints = [{ requestId: '99', path: '', code: '', detail: '' }];
			throw new AmoCrmProblem('validation', 'No.', { status: 400, complaints });
		});
		expect(outcomesOf(await writeBatches(client, create, leads(3)))).toEqual(expected(leads(3)));
	});

	it('leaves the batches before and after it alone', async () => {
		const { client, calls } = fakeClient(account());
		const entities = withBad(750, 300);
		expect(outcomesOf(await writeBatches(client, create, entities))).toEqual(expected(entities));
		expect(sizes(calls)).toEqual([250, 250, 250, 249]);
	});
});

/** amoCRM refuses what is asked of it with this body, until it is asked for other entities. */
const refusing = (body: object, isRefused: (sent: IDataObject[]) => boolean) => (call: ApiCall) => {
	if (!isRefused(sentIn(call))) return account()(call);
	throw explainAnswer('example.amocrm.ru', answer(400, { title: 'Bad Request', ...body }));
};

describe('a refusal with reasons under "errors"', () => {
	// Reports of users: PHP#88.
	it('by the ids of entities is told of those entities, and the others are sent again', async () => {
		const reason = 'Loss reason can be specified only for lost lead';
		const { client, calls } = fakeClient(
			refusing({ errors: { 11062353: reason } }, (sent) => sent.some(({ id }) => id === 11062353)),
		);
		const changes = [{ id: 5 }, { id: 11062353 }, { id: 6 }];
		const outcomes = await writeBatches(client, { ...create, method: 'PATCH' }, changes);
		expect(outcomesOf(outcomes)).toEqual([5, 'validation', 6]);
		expect(outcomes[1]).toMatchObject({ problem: { details: { detail: reason } } });
		expect(calls.map((call) => sentIn(call).map(({ id }) => id))).toEqual([
			[5, 11062353, 6],
			[5, 6],
		]);
	});

	// The documentation of calls, with the status of PHP#52.
	it('sends nothing again that amoCRM has stored beside them', async () => {
		const { client, calls } = fakeClient(
			refusing(
				{
					errors: [{ request_id: '1', title: 'Error', detail: 'Entity not found' }],
					_embedded: { leads: [{ id: 71, request_id: '0' }] },
				},
				() => true,
			),
		);
		const outcomes = await writeBatches(client, create, leads(3));
		expect(outcomesOf(outcomes)).toEqual([71, 'validation', 'badAnswer']);
		expect(outcomes[1]).toMatchObject({ problem: { details: { status: 400 } } });
		expect(outcomes[2]).toMatchObject({ problem: { details: { uncertain: 'POST' } } });
		expect(calls).toHaveLength(1);
	});

	it('looks for who is meant where amoCRM has stored nothing and names nobody', async () => {
		const { client, calls } = fakeClient(
			refusing({ _total_items: 0, errors: [{ detail: 'Entity not found' }] }, (sent) =>
				sent.some(({ bad }) => bad),
			),
		);
		const entities = withBad(2, 0);
		expect(outcomesOf(await writeBatches(client, create, entities))).toEqual(expected(entities));
		expect(sizes(calls)).toEqual([2, 1, 1]);
	});
});

describe('where the run ends with the first problem', () => {
	const ending = () => ({ ending: { isOver: false } });

	it('the good ones of a refused batch stay, and each bad one has its own complaint', async () => {
		const run = ending();
		const { client, calls } = fakeClient(account(), run);
		const outcomes = await writeBatches(client, create, withBad(4, 1, 2));
		expect(outcomesOf(outcomes)).toEqual(['notSent', 'validation', 'validation', 'notSent']);
		expect(sizes(calls)).toEqual([4]);
		expect(run.ending.isOver).toBe(true);
	});

	it('all of a batch are told that amoCRM names none of them', async () => {
		const { client, calls } = fakeClient(account('silent'), ending());
		const outcomes = await writeBatches(client, create, withBad(4, 1));
		expect(outcomesOf(outcomes)).toEqual(leads(4).map(() => 'validation'));
		expect(outcomes[0]).toMatchObject({
			problem: { details: { hint: expect.stringContaining('which of the 4 items') as string } },
		});
		expect(sizes(calls)).toEqual([4]);
	});

	it('later batches stay, and what was written before is told', async () => {
		const { client, calls } = fakeClient(account(), ending());
		const outcomes = await writeBatches(client, { ...create, size: 2 }, withBad(6, 2));
		expect(outcomesOf(outcomes)).toEqual([
			'id of lead 0',
			'id of lead 1',
			'validation',
			'notSent',
			'notSent',
			'notSent',
		]);
		expect(sizes(calls)).toEqual([2, 2]);
	});
});

it('does not split what is refused for want of rights', async () => {
	const { client, calls } = fakeClient(refusing({ error_code: 244 }, () => true));
	expect(outcomesOf(await writeBatches(client, create, leads(8)))).toEqual(
		leads(8).map(() => 'forbidden'),
	);
	expect(calls).toHaveLength(1);
});

it('takes a plain word for done: nothing is sent again, and no id is made up', async () => {
	const { client, calls } = fakeClient(() => undefined);
	const [made] = await writeBatches(client, create, leads(3));
	expect(made).toMatchObject({ entity: { id: null } });
	const [changed] = await writeBatches(client, { ...create, method: 'PATCH' }, [{ id: 9 }]);
	expect(changed).toEqual({ entity: { id: 9 } });
	expect(calls).toHaveLength(2);
});

it.each([402, 403, 429, 500, 504])('does not split after %i', async (status) => {
	const { client, calls } = fakeClient(() => {
		throw explainAnswer('example.amocrm.ru', answer(status, { title: 'No' }));
	});
	const outcomes = await writeBatches(client, create, leads(3));
	expect(outcomes).toHaveLength(3);
	for (const outcome of outcomes)
		expect(outcome).toMatchObject({ problem: { details: { status } } });
	expect(calls).toHaveLength(1);
});

it('does not take a fault of ours for a refusal', async () => {
	const { client } = fakeClient(() => {
		throw new TypeError('a fault');
	});
	await expect(writeBatches(client, create, leads(2))).rejects.toThrow(TypeError);
});
