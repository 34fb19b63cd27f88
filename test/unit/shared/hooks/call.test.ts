import { decodeBody } from '../../../../nodes/shared/hooks/call';
import { MAX_DEPTH } from '../../../../nodes/shared/hooks/tree';

const decode = (text: string) => decodeBody(Buffer.from(text));

/** `{"a":{"a":…1}}` */
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

it.each<[string, object | undefined]>([
	['leads[add][0][id]=1', { leads: { add: [{ id: '1' }] } }],
	['{"leads":{"status":[{"id":1}]}}', { leads: { status: [{ id: 1 }] } }],
	['\uFEFF {"a":null}', { a: null }],
	['{"a":1', undefined],
	['{a}=1', { '{a}': '1' }],
	['[1]', undefined],
	['"a=1"', { '"a': '1"' }],
	['ping', undefined],
	['', undefined],
	['{"__proto__":{"x":1},"a":{"constructor":1,"b":2}}', { a: { b: 2 } }],
])('reads %j', (text, body) => {
	expect(decode(text)).toEqual(body);
});

it('keeps JSON that is nested too deep as text', () => {
	let tree: unknown = decode(nested(MAX_DEPTH + 2));
	for (let depth = 0; depth < MAX_DEPTH; depth++) tree = (tree as { a: unknown }).a;
	expect(tree).toBe(nested(2));
});

it('does not fall over JSON that is nested a million deep', () => {
	expect(decode(nested(1_000_000))).toBeUndefined();
});
