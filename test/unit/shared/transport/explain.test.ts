import type { ProblemCode } from '../../../../nodes/shared/problem';
import { explainAnswer } from '../../../../nodes/shared/transport/explain';
import { answer } from '../../support/http';

const DOMAIN = 'example.amocrm.ru';
const HTML = '<html><head><title>Forbidden</title></head><body><h1>nginx</h1></body></html>';
const body = (status: number, detail = 'More about it') => ({
	title: 'A title',
	type: `https://httpstatus.es/${status}`,
	status,
	detail,
});

it.each<[number, ProblemCode]>([
	[400, 'validation'],
	[401, 'unauthorized'],
	[402, 'paymentRequired'],
	[403, 'forbidden'],
	[404, 'notFound'],
	[422, 'validation'],
	[429, 'rateLimited'],
	[302, 'refused'],
	[405, 'refused'],
	[418, 'refused'],
	[500, 'serverError'],
	[502, 'serverError'],
	[504, 'serverError'],
])('%i is %s, with amoCRM’s words and number', (status, code) => {
	const problem = explainAnswer(DOMAIN, answer(status, body(status), { 'x-request-id': 'abc-1' }));
	expect(problem.code).toBe(code);
	expect(problem.message).toContain(DOMAIN);
	expect(problem.details).toMatchObject({ status, requestId: 'abc-1' });
	expect(problem.description).toContain('A title – More about it');
	expect(problem.description).not.toContain('abc-1');
});

it.each<[number, ProblemCode]>([
	[400, 'validation'],
	[401, 'unauthorized'],
	[403, 'blocked'],
	[404, 'notFound'],
	[429, 'rateLimited'],
	[503, 'serverError'],
])('a page with %i is %s, and is not shown', (status, code) => {
	const problem = explainAnswer(DOMAIN, answer(status, HTML));
	expect(problem.code).toBe(code);
	expect(problem.message + problem.description).not.toMatch(/<|nginx/);
});

it.each<[string, object]>([
	['null for a hint', { ...body(403), hint: null }],
	['a number for a title', { ...body(403), title: 5 }],
	['an object for errors', { ...body(403), 'validation-errors': {} }],
	['a text for retry_after', { ...body(403), retry_after: '300' }],
])('keeps a JSON answer apart from a block, and its words, despite %s', (_title, odd) => {
	const problem = explainAnswer(DOMAIN, answer(403, odd));
	expect(problem.code).toBe('forbidden');
	expect(problem.details.detail).toContain('More about it');
});

describe('when to try again', () => {
	it.each<[string, Record<string, string>, unknown, number | undefined]>([
		['a header', { 'retry-after': '3' }, 'Too many requests', 3],
		['the body', {}, { ...body(429), retry_after: 300 }, 300],
		['both: the header wins', { 'retry-after': '3' }, { retry_after: 300 }, 3],
		['neither', {}, body(429), undefined],
		['a page', {}, HTML, undefined],
		['nothing', {}, '', undefined],
		['a header that is no number', { 'retry-after': 'soon' }, '', undefined],
		['a negative header', { 'retry-after': '-5' }, '', undefined],
	])('as %s says', (_title, headers, text, seconds) => {
		expect(explainAnswer(DOMAIN, answer(429, text, headers)).details.retryAfter).toBe(seconds);
	});
});

describe('validation errors', () => {
	const refusal = (errors: unknown) => answer(400, { 'validation-errors': errors, ...body(400) });

	it('are told by entity, with field and reason', () => {
		const { details } = explainAnswer(
			DOMAIN,
			refusal([
				{
					request_id: '0',
					errors: [
						{
							code: 'NotSupportedChoice',
							path: 'custom_fields_values.0.field_id',
							detail: 'No such',
						},
						{ code: 'InvalidType', path: 'price', detail: 'Not a number' },
					],
				},
				{ request_id: 7, errors: [{ code: 'FieldMissing', path: 'name' }] },
			]),
		);
		expect(details.complaints).toEqual([
			{
				requestId: '0',
				path: 'custom_fields_values.0.field_id',
				code: 'NotSupportedChoice',
				detail: 'No such',
			},
			{ requestId: '0', path: 'price', code: 'InvalidType', detail: 'Not a number' },
			{ requestId: '7', path: 'name', code: 'FieldMissing', detail: '' },
		]);
		expect(details.detail).toBe(
			'custom_fields_values.0.field_id: No such; price: Not a number; name: FieldMissing',
		);
	});

	it('leave amoCRM’s general words where they name nothing', () => {
		const { details } = explainAnswer(DOMAIN, refusal([]));
		expect(details.detail).toBe('A title – More about it');
	});

	// Reports of users: PHP#88 (by the ids of entities), PHP#52 (a list), the documentation of sources (one object).
	it.each<[string, unknown, unknown[], string]>([
		[
			'by the ids of entities',
			{ 11062353: 'Loss reason can be specified only for lost lead' },
			[{ entityId: '11062353', detail: 'Loss reason can be specified only for lost lead' }],
			'Loss reason can be specified only for lost lead',
		],
		[
			'as several texts of an entity',
			{ 11062353: ['One', 'Two'] },
			[
				{ entityId: '11062353', detail: 'One' },
				{ entityId: '11062353', detail: 'Two' },
			],
			'One; Two',
		],
		['as a list of texts', ['One'], [{ requestId: '', detail: 'One' }], 'One'],
		[
			'as a list of objects',
			[{ request_id: 1, title: 'Error', status: 263, detail: 'Entity not found' }],
			[{ requestId: '1', detail: 'Error – Entity not found' }],
			'Error – Entity not found',
		],
		[
			'as one object below each',
			[{ request_id: '2', errors: { code: 'EntityNotFound', path: 'id', detail: 'No such' } }],
			[{ requestId: '2', code: 'EntityNotFound', path: 'id', detail: 'No such' }],
			'id: No such',
		],
		[
			'by fields',
			{ 7: { name: ['Too long'] } },
			[{ entityId: '7', path: 'name', detail: 'Too long' }],
			'name: Too long',
		],
	])('are read from errors %s', (_shape, errors, complaints, detail) => {
		const { details } = explainAnswer(DOMAIN, answer(400, { ...body(400), errors }));
		expect(details.complaints).toMatchObject(complaints);
		expect(details.detail).toBe(detail);
	});

	it.each([{}, [], null, 5, '', { 1: {} }, [[[[[[[['deep']]]]]]]]])(
		'are none in errors such as %j',
		(errors) => {
			const { details } = explainAnswer(DOMAIN, answer(400, { ...body(400), errors }));
			expect(details.detail).toMatch(/^(A title – More about it|5)$/);
		},
	);
});

describe('codes of the earlier API', () => {
	it.each<[string, number, object, ProblemCode, RegExp]>([
		['error_code', 400, { error_code: 244 }, 'forbidden', /the right to do this/],
		['status', 400, { ...body(400), status: 244 }, 'forbidden', /the right to do this/],
		[
			'response',
			400,
			{ response: { error_code: '244', error: 'No rights' } },
			'forbidden',
			/the right to do this/,
		],
		[
			'the only complaint',
			400,
			{ 'validation-errors': [{ request_id: '0', errors: [{ code: '244' }] }] },
			'forbidden',
			/the right to do this/,
		],
		['error_code', 403, { error_code: 113 }, 'forbidden', /from the address of this server/],
		['error_code', 400, { error_code: 402 }, 'paymentRequired', /is not paid for/],
		['error_code', 400, { error_code: 999 }, 'validation', /did not accept/],
	])('are read from %s: %i %j', (_where, status, given, code, sentence) => {
		const problem = explainAnswer(DOMAIN, answer(status, given));
		expect(problem.code).toBe(code);
		expect(problem.message).toMatch(sentence);
	});
});

describe('an account that was renamed', () => {
	it.each([301, 302, 307, 308])('is told with its new address by %i', (status) => {
		const location = 'https://renamed.amocrm.ru/api/v4/leads';
		const problem = explainAnswer(DOMAIN, answer(status, '<html></html>', { location }));
		expect(problem.code).toBe('badAddress');
		expect(problem.message).toBe(`The account ${DOMAIN} has moved to renamed.amocrm.ru.`);
		expect(problem.details.hint).toContain('renamed.amocrm.ru');
	});

	it.each([
		'https://evil.com/x',
		`https://${DOMAIN}/login`,
		'/login',
		'https://a.amocrm.ru:1/x',
		'https://www.amocrm.ru/',
		'https://drive-c.amocrm.ru/x',
	])('is not seen in a redirect to %s', (location) => {
		const problem = explainAnswer(DOMAIN, answer(302, '', { location }));
		expect(problem.code).toBe('refused');
		expect(problem.message + problem.description).not.toMatch(/evil|login|a\.amocrm/);
	});

	it('may be behind 410', () => {
		const problem = explainAnswer(DOMAIN, answer(410, ''));
		expect(problem.code).toBe('notFound');
		expect(problem.details.hint).toMatch(/renamed/);
	});
});
