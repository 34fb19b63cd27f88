import type { IDataObject } from 'n8n-workflow';

import { readOutcomes } from '../../../../nodes/shared/transport/outcomes';

type Answer = Parameters<typeof readOutcomes>[1];

const outcomesOf = (batch: IDataObject[], answer: Answer, collection?: string) =>
	readOutcomes({ batch, domain: 'example.amocrm.ru', method: 'POST', collection }, answer);

const read = (batch: IDataObject[], answer: Answer, collection?: string) =>
	outcomesOf(batch, answer, collection).map((outcome) =>
		'entity' in outcome ? outcome.entity : outcome.problem.code,
	);

const two = [{ name: 'a' }, { name: 'b' }];

it.each<[string, Answer]>([
	[
		'below the key',
		{
			_embedded: {
				leads: [
					{ id: 2, request_id: '1' },
					{ id: 1, request_id: '0' },
				],
			},
		},
	],
	['below the only key that there is', { _embedded: { others: [{ id: 1 }, { id: 2 }] } }],
	[
		'in a bare list, numbered by a list',
		[
			{ id: 2, request_id: ['1'] },
			{ id: 1, request_id: ['0'] },
		],
	],
	['by their places, where nothing is numbered', { _embedded: { leads: [{ id: 1 }, { id: 2 }] } }],
])('finds entities %s', (_where, answer) => {
	expect(read(two, answer, 'leads')).toEqual([{ id: 1 }, { id: 2 }]);
});

it('finds what has an id by its id, though amoCRM numbers it by a number', () => {
	const answer = {
		_embedded: {
			elements: [
				{ id: 7, request_id: 7 },
				{ id: 8, request_id: 8 },
			],
		},
	};
	expect(read([{ id: 8 }, { id: 7 }], answer, 'elements')).toEqual([{ id: 8 }, { id: 7 }]);
});

it('guesses no place where some are missing', () => {
	expect(read(two, { _embedded: { leads: [{ id: 1 }] } }, 'leads')).toEqual([
		'badAnswer',
		'badAnswer',
	]);
});

it('takes two lists, of which none has the key, for no answer', () => {
	const answer = { _embedded: { a: [{ id: 1 }, { id: 2 }], b: [{ id: 3 }, { id: 4 }] } };
	expect(read(two, answer, 'leads')).toEqual(['badAnswer', 'badAnswer']);
});

it('tells refused entities from those that were taken beside them', () => {
	const outcomes = outcomesOf(
		two,
		{
			errors: [{ request_id: '0', title: 'Error', detail: 'Entity not found' }],
			_embedded: { calls: [{ id: 5, request_id: '1' }] },
		},
		'calls',
	);
	expect(outcomes).toMatchObject([
		{ problem: { code: 'refused', details: { detail: 'Error – Entity not found' } } },
		{ entity: { id: 5 } },
	]);
});

// Reports of users (PHP#544): a write may be answered 200 without JSON, and was done.
it('takes no answer for a success, and says so where an id is not known by it', () => {
	expect(read(two, undefined)).toEqual([{}, {}]);
	expect(read([{ id: 7, name: 'a' }], undefined, 'leads')).toEqual([{ id: 7 }]);
	const untold = { id: null, notice: 'amoCRM took it without telling its ID.' };
	expect(read(two, undefined, 'leads')).toEqual([untold, untold]);
});

it('tells of what it says nothing about that it may be there, with the reasons that name nobody', () => {
	const answer = {
		errors: [{ title: 'Error', detail: 'One of them is wrong' }],
		_embedded: { leads: [{ id: 5, request_id: '1' }] },
	};
	expect(outcomesOf(two, answer, 'leads')).toMatchObject([
		{ problem: { details: { uncertain: 'POST', detail: 'Error – One of them is wrong' } } },
		{ entity: { id: 5 } },
	]);
});

it('gives the reason to whom amoCRM refuses it, though the others have no answer of their own', () => {
	const answer = { errors: { 8: 'No such entity' } };
	expect(outcomesOf([{ id: 7 }, { id: 8 }], answer)).toMatchObject([
		{ entity: {} },
		{ problem: { code: 'refused', details: { detail: 'No such entity' } } },
	]);
});
