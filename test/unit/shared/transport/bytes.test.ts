import { partsOf } from '../../../../nodes/shared/transport/bytes';

const inParts = async (chunks: string[], size: number) => {
	const parts: string[] = [];
	for await (const part of partsOf(
		chunks.map((chunk) => Buffer.from(chunk)),
		size,
	))
		parts.push(part.toString());
	return parts;
};

it.each([
	['smaller chunks', ['0', '12', '345', '6'], ['0123', '456']],
	['larger chunks', ['0123456789'], ['0123', '4567', '89']],
	['chunks of the size', ['0123', '4567'], ['0123', '4567']],
	['empty chunks', ['', '01', '', '23', ''], ['0123']],
	['nothing', [], []],
])('cuts %s into parts', async (_title, chunks, parts) => {
	expect(await inParts(chunks, 4)).toEqual(parts);
});

it('reads on only when a part has been taken: a file of 300 MB is never in memory', async () => {
	const size = 524_288;
	const chunks = 300 * 16;
	let read = 0;
	function* file() {
		for (let index = 0; index < chunks; index++) {
			read += size / 8;
			yield Buffer.alloc(size / 8);
		}
	}
	let taken = 0;
	for await (const part of partsOf(file(), size)) {
		expect(read - taken).toBeLessThanOrEqual(size);
		taken += part.length;
	}
	expect(taken).toBe((chunks * size) / 8);
});
