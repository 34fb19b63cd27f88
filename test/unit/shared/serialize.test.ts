import { serialize } from '../../../nodes/shared/serialize';

/** Work that ends when it is told to. */
function work(log: string[], name: string) {
	let end = () => {};
	const ended = new Promise<void>((resolve) => (end = resolve));
	const run = async () => {
		log.push(`${name} begins`);
		await ended;
		log.push(`${name} ends`);
	};
	return { run, end };
}

it('lets work wait for all earlier work with which it has a key in common, and for no other', async () => {
	const log: string[] = [];
	const [first, second, third, apart] = ['1', '2', '3', 'apart'].map((name) => work(log, name));
	const done = [
		serialize(['a', 'b'], first.run),
		serialize(['b', 'c', 'a'], second.run),
		serialize('c', third.run),
		serialize(['d'], apart.run),
	];
	for (const { end } of [third, second, apart, first]) end();
	await Promise.all(done);
	expect(log.slice(0, 2)).toEqual(['1 begins', 'apart begins']);
	const sharing = log.filter((line) => !line.startsWith('apart'));
	expect(sharing).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
});

it('goes on after work that failed', async () => {
	const failed = serialize(['x', 'y'], async () => await Promise.reject(new Error('No.')));
	const next = serialize(['y', 'x'], async () => 'done');
	await expect(failed).rejects.toThrow('No.');
	await expect(next).resolves.toBe('done');
});
