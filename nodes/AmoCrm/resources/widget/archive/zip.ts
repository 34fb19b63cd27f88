/** The remainders of all bytes, by the polynomial that zip and PNG share. */
const TABLE = Uint32Array.from({ length: 256 }, (_none, byte) => {
	let remainder = byte;
	for (let bit = 0; bit < 8; bit++)
		remainder = remainder & 1 ? (remainder >>> 1) ^ 0xed_b8_83_20 : remainder >>> 1;
	return remainder;
});

/** CRC-32 as zip files and PNG pictures carry it. */
export function crc32(bytes: Uint8Array): number {
	let crc = 0xff_ff_ff_ff;
	for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff];
	return ~crc >>> 0;
}

/** A file of an archive; folders are part of the path: `i18n/ru.json`. */
export interface ArchiveFile {
	path: string;
	bytes: Buffer;
}

const VERSION_NEEDED = 20;
/** Names are UTF-8. */
const FLAGS = 0x08_00;
const STORED = 0;
/** Midnight on 1 January 1980, when time begins for zip: the same files make the same archive. */
const TIME = 0;
const DATE = 0x00_21;

/** What the headers of a file have in common. */
function about({ path, bytes }: ArchiveFile): Buffer {
	const fields = Buffer.alloc(26);
	fields.writeUInt16LE(VERSION_NEEDED, 0);
	fields.writeUInt16LE(FLAGS, 2);
	fields.writeUInt16LE(STORED, 4);
	fields.writeUInt16LE(TIME, 6);
	fields.writeUInt16LE(DATE, 8);
	fields.writeUInt32LE(crc32(bytes), 10);
	fields.writeUInt32LE(bytes.length, 14);
	fields.writeUInt32LE(bytes.length, 18);
	fields.writeUInt16LE(Buffer.byteLength(path), 22);
	return fields;
}

const signature = (mark: string) => Buffer.from(`PK${mark}`, 'latin1');

function centralHeader(file: ArchiveFile, offset: number): Buffer {
	const madeBy = Buffer.alloc(2);
	madeBy.writeUInt16LE(VERSION_NEEDED);
	// Comment, disk and attributes: none.
	const rest = Buffer.alloc(14);
	rest.writeUInt32LE(offset, 10);
	return Buffer.concat([
		signature('\u0001\u0002'),
		madeBy,
		about(file),
		rest,
		Buffer.from(file.path),
	]);
}

function endOf(count: number, size: number, offset: number): Buffer {
	const fields = Buffer.alloc(18);
	fields.writeUInt16LE(count, 4);
	fields.writeUInt16LE(count, 6);
	fields.writeUInt32LE(size, 8);
	fields.writeUInt32LE(offset, 12);
	return Buffer.concat([signature('\u0005\u0006'), fields]);
}

/**
 * A zip archive whose files are stored as they are: n8n lets a community package have no compression.
 * For a few files of a few hundred kilobytes; there is no Zip64.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zip(files: ArchiveFile[]): Buffer {
	const locals: Buffer[] = [];
	const centrals: Buffer[] = [];
	let offset = 0;
	for (const file of files) {
		const local = [signature('\u0003\u0004'), about(file), Buffer.from(file.path), file.bytes];
		centrals.push(centralHeader(file, offset));
		locals.push(...local);
		offset += Buffer.concat(local).length;
	}
	const central = Buffer.concat(centrals);
	return Buffer.concat([...locals, central, endOf(files.length, central.length, offset)]);
}
