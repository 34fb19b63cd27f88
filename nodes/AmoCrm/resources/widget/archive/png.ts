import { crc32 } from './zip';

export interface Size {
	width: number;
	height: number;
}

const SIGNATURE = Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1');

function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const framed = Buffer.alloc(body.length + 8);
	framed.writeUInt32BE(data.length, 0);
	body.copy(framed, 4);
	framed.writeUInt32BE(crc32(body), body.length + 4);
	return framed;
}

function adler32(bytes: Buffer): number {
	let [a, b] = [1, 0];
	for (const byte of bytes) {
		a = (a + byte) % 65_521;
		b = (b + a) % 65_521;
	}
	return b * 65_536 + a;
}

const LONGEST_BLOCK = 65_535;

/** A zlib stream without compression: n8n lets a community package have none. */
function stored(bytes: Buffer): Buffer {
	const parts: Buffer[] = [Buffer.from([0x78, 0x01])];
	for (let start = 0; start < bytes.length; start += LONGEST_BLOCK) {
		const block = bytes.subarray(start, start + LONGEST_BLOCK);
		const head = Buffer.alloc(5);
		head.writeUInt8(start + LONGEST_BLOCK >= bytes.length ? 1 : 0, 0);
		head.writeUInt16LE(block.length, 1);
		head.writeUInt16LE(LONGEST_BLOCK - block.length, 3);
		parts.push(head, block);
	}
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(adler32(bytes));
	return Buffer.concat([...parts, sum]);
}

/**
 * A PNG of two colours, one bit a pixel: without compression it stays below amoCRM's 300 KB.
 * @param isDrawn whether a pixel has the second colour
 */
export function twoColours(
	{ width, height }: Size,
	[back, front]: [number[], number[]],
	isDrawn: (x: number, y: number) => boolean,
): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	// One bit a pixel, from a palette.
	header.set([1, 3], 8);
	const rowLength = 1 + Math.ceil(width / 8);
	const pixels = Buffer.alloc(rowLength * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			if (isDrawn(x, y)) pixels[y * rowLength + 1 + (x >> 3)] |= 0x80 >> (x & 7);
		}
	}
	return Buffer.concat([
		SIGNATURE,
		chunk('IHDR', header),
		chunk('PLTE', Buffer.from([...back, ...front])),
		chunk('IDAT', stored(pixels)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/** What the head of a picture tells. */
export interface PictureHead extends Size {
	format: 'png' | 'jpeg';
	isAnimated: boolean;
}

function readPng(bytes: Buffer): PictureHead | undefined {
	if (bytes.length < 33 || !bytes.subarray(0, 8).equals(SIGNATURE)) return undefined;
	if (bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
	let isAnimated = false;
	for (let at = 8; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
		if (bytes.toString('latin1', at + 4, at + 8) === 'acTL') isAnimated = true;
	}
	return {
		format: 'png',
		width: bytes.readUInt32BE(16),
		height: bytes.readUInt32BE(20),
		isAnimated,
	};
}

/** Frames of a JPEG that have the size; C4, C8 and CC are something else. */
const isFrame = (marker: number) =>
	marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function readJpeg(bytes: Buffer): PictureHead | undefined {
	if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xff_d8) return undefined;
	for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff;) {
		const marker = bytes[at + 1];
		if (isFrame(marker)) {
			const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
			return { format: 'jpeg', width, height, isAnimated: false };
		}
		at += 2 + bytes.readUInt16BE(at + 2);
	}
	return undefined;
}

/** @returns `undefined` where the bytes are neither a PNG nor a JPEG */
export const readPicture = (bytes: Buffer): PictureHead | undefined =>
	readPng(bytes) ?? readJpeg(bytes);
