import { decodeForm } from '../../../../nodes/shared/hooks/form';
import { MAX_DEPTH } from '../../../../nodes/shared/hooks/tree';

const decode = (text: string) => decodeForm(Buffer.from(text));

it.each<[string, object]>([
	['', {}],
	['a=1&b=2', { a: '1', b: '2' }],
	['leads%5Badd%5D%5B0%5D%5Bid%5D=501', { leads: { add: [{ id: '501' }] } }],
	['a=x+y%2Bz', { a: 'x y+z' }],
	['a', { a: '' }],
	['a=b=c', { a: 'b=c' }],
	['=1', { '': '1' }],
	['&&a=1&', { a: '1' }],
	['a[]=1&a[]=2', { a: ['1', '2'] }],
	['a[][b]=1&a[][b]=2', { a: [{ b: '1' }, { b: '2' }] }],
	['a[1]=y&a[0]=x', { a: ['x', 'y'] }],
	['a[0]=x&a[10]=z&a[2]=y', { a: ['x', 'y', 'z'] }],
	['a[1000000000]=z&a[0]=x', { a: ['x', 'z'] }],
	['a[5]=x&a[]=y', { a: { 5: 'x', 6: 'y' } }],
	['ids[501][ID]=501', { ids: { 501: { ID: '501' } } }],
	['a[00]=x', { a: { '00': 'x' } }],
	['a[b]=1&a[0]=2', { a: { b: '1', 0: '2' } }],
])('reads %s as PHP does', (text, form) => {
	expect(decode(text)).toEqual(form);
});

it.each<[string, object]>([
	['a=1&a=2', { a: '2' }],
	['a[b]=1&a[b]=2', { a: { b: '2' } }],
	['a[]=1&a[0]=2&a[]=3', { a: ['2', '3'] }],
	['a=1&a[b]=2', { a: { b: '2' } }],
	['a[b]=2&a=1', { a: '1' }],
	['a[b]=2&a[]=1', { a: { b: '2', 0: '1' } }],
	['a[0]=1&a[0][b]=2', { a: [{ b: '2' }] }],
	['a[0][b]=2&a[0]=1', { a: ['1'] }],
])('of what stands in the same place the last one counts, as in PHP: %s', (text, form) => {
	expect(decode(text)).toEqual(form);
});

it.each<[string, object]>([
	['a=50%', { a: '50%' }],
	['a=%zz%41', { a: '%zzA' }],
	['a[b=1', { 'a[b': '1' }],
	['a[b]c=1', { a: { bc: '1' } }],
	['[a]=1', { '[a]': '1' }],
	['a]=1', { 'a]': '1' }],
])('keeps what is broken as it stands: %s', (text, form) => {
	expect(decode(text)).toEqual(form);
});

it('replaces what is no UTF-8', () => {
	expect(decodeForm(Buffer.from('613dff', 'hex'))).toEqual({ a: '\uFFFD' });
});

it('reads letters beyond ASCII, escaped or not', () => {
	expect(decode('a=%D0%AF&b=Я')).toEqual({ a: 'Я', b: 'Я' });
});

it.each(['__proto__[x]=1', 'a[__proto__][x]=1', 'constructor[prototype][x]=1', 'a[prototype]=1'])(
	'leaves out %s',
	(text) => {
		expect(decode(`${text}&b=2`)).toEqual({ b: '2' });
		expect(({} as Record<string, unknown>).x).toBeUndefined();
	},
);

it('keeps what is nested too deep in the last key', () => {
	const keys = (count: number) => '[b]'.repeat(count);
	let tree: unknown = decode(`a${keys(MAX_DEPTH + 1)}=1`);
	for (let depth = 1; depth < MAX_DEPTH; depth++) [tree] = Object.values(tree as object);
	expect(tree).toEqual({ 'b[b][b]': '1' });
});

it('reads a key of a million brackets', () => {
	expect(JSON.stringify(decode(`a${'[b]'.repeat(1_000_000)}=1`))).toContain('[b][b]');
});

it('reads all of 30,000 keys', () => {
	const ids = Array.from({ length: 30_000 }, (_, index) => String(index));
	const text = ids.map((id) => `leads[add][${id}][id]=${id}`).join('&');
	expect(decode(text)).toEqual({ leads: { add: ids.map((id) => ({ id })) } });
});
