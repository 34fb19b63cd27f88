import { deflateSync } from 'node:zlib';
import { animatedPng } from '../../../tools/pictures/apng';

const uint32 = (...values: number[]) => {
	const bytes = Buffer.alloc(4 * values.length);
	values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
	return bytes;
};

const chunk = (type: string, data: Buffer) =>
	Buffer.concat([uint32(data.length), Buffer.from(type), data, uint32(0)]);

/** A PNG of one grey pixel, its data in two chunks. */
function onePixel(grey: number, width = 1): Buffer {
	const header = Buffer.concat([uint32(width, 1), Buffer.from([8, 0, 0, 0, 0])]);
	const data = deflateSync(Buffer.from([0, grey]));
	return Buffer.concat([
		Buffer.from('89504e470d0a1a0a', 'hex'),
		chunk('IHDR', header),
		chunk('IDAT', data.subarray(0, 4)),
		chunk('IDAT', data.subarray(4)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

function chunksOf(png: Buffer): Array<{ type: string; data: Buffer }> {
	const chunks = [];
	for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
		const data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
		chunks.push({ type: png.toString('latin1', at + 4, at + 8), data });
	}
	return chunks;
}

it('plays PNGs one after the other, each as long as asked, numbered in their order', () => {
	const chunks = chunksOf(
		animatedPng([
			{ png: onePixel(0), ms: 500 },
			{ png: onePixel(255), ms: 1500 },
		]),
	);

	expect(chunks.map(({ type }) => type)).toEqual([
		...['IHDR', 'acTL'],
		...['fcTL', 'IDAT', 'IDAT'],
		...['fcTL', 'fdAT', 'fdAT', 'IEND'],
	]);
	expect(chunks[1].data).toEqual(uint32(2, 0));
	const controls = chunks.filter(({ type }) => type === 'fcTL').map(({ data }) => data);
	expect(controls.map((data) => data.length)).toEqual([26, 26]);
	expect(controls.map((data) => data.readUInt16BE(20) / data.readUInt16BE(22))).toEqual([0.5, 1.5]);
	const numbered = chunks.filter(({ type }) => /^f[cd]/.test(type));
	expect(numbered.map(({ data }) => data.readUInt32BE(0))).toEqual([0, 1, 2, 3]);
});

it('has checksums that a reader accepts', () => {
	const png = animatedPng([{ png: onePixel(7), ms: 1 }]);
	// https://www.w3.org/TR/png-3/#11IEND: the CRC of an empty IEND is known.
	expect(png.subarray(-4).toString('hex')).toBe('ae426082');
});

it('refuses pictures of different sizes', () => {
	const frames = [
		{ png: onePixel(0), ms: 1 },
		{ png: onePixel(0, 2), ms: 1 },
	];
	expect(() => animatedPng(frames)).toThrow('Picture 1 of the film');
});
