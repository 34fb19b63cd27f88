import { crc32 } from 'node:zlib';

/** A picture of a film, and how long it stays. */
export interface Frame {
	png: Buffer;
	ms: number;
}

interface Chunk {
	type: string;
	data: Buffer;
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

function readChunks(png: Buffer): Chunk[] {
	const chunks: Chunk[] = [];
	for (let at = signature.length; at < png.length;) {
		const length = png.readUInt32BE(at);
		const type = png.toString('latin1', at + 4, at + 8);
		chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
		at += 12 + length;
	}
	return chunks;
}

function writeChunk(type: string, ...parts: Buffer[]): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), ...parts]);
	return Buffer.concat([uint32(body.length - 4), body, uint32(crc32(body))]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

function uint16(value: number): Buffer {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16BE(value);
	return bytes;
}

/**
 * One animated PNG, which runs over and over, of PNGs of the same size and colour type, without taking them
 * apart: https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function animatedPng(frames: Frame[]): Buffer {
	const films = frames.map(({ png }) => readChunks(png));
	const [{ data: header }] = films[0];
	let sequence = 0;
	const parts = films.flatMap((chunks, index) => {
		if (!chunks[0].data.equals(header)) {
			throw new Error(`Picture ${index} of the film is of another size or colour type.`);
		}
		const size = header.subarray(0, 8);
		const place = Buffer.alloc(8);
		const delay = [uint16(frames[index].ms), uint16(1000)];
		// Each frame is whole: nothing is blended, nothing is put back.
		const control = writeChunk('fcTL', uint32(sequence++), size, place, ...delay, uint16(0));
		const data = chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data);
		// A reader that knows no animation shows the first frame, an ordinary one.
		const content = data.map((bytes) =>
			index === 0 ? writeChunk('IDAT', bytes) : writeChunk('fdAT', uint32(sequence++), bytes),
		);
		return [control, ...content];
	});
	return Buffer.concat([
		signature,
		writeChunk('IHDR', header),
		writeChunk('acTL', uint32(frames.length), uint32(0)),
		...parts,
		writeChunk('IEND'),
	]);
}
