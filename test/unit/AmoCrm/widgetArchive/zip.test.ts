import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as zlibCrc32, inflateSync } from 'node:zlib';

import fc from 'fast-check';
import imageSize from 'image-size';

import { crc32, zip } from '../../../../nodes/AmoCrm/resources/widget/archive/zip';
import {
	LOGOS,
	plainPicture,
	TOUR,
} from '../../../../nodes/AmoCrm/resources/widget/archive/pictures';
import { readPicture } from '../../../../nodes/AmoCrm/resources/widget/archive/png';
import { unpack } from './archive';

describe('an archive', () => {
	it('has what was put in, whatever it is called and whatever it holds', async () => {
		const path = fc
			.array(fc.stringMatching(/^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,19}$/u), {
				minLength: 1,
				maxLength: 3,
			})
			.map((parts) => `a${parts.join('/')}`);
		const files = fc.uniqueArray(
			fc.record({ path, bytes: fc.uint8Array({ maxLength: 2000 }).map((one) => Buffer.from(one)) }),
			{ selector: (file) => file.path, maxLength: 8 },
		);
		await fc.assert(
			fc.asyncProperty(files, async (put) => {
				const found = await unpack(zip(put));
				expect([...found]).toEqual(put.map(({ path, bytes }) => [path, bytes]));
			}),
		);
	});

	it('is whole in the eyes of the Info-ZIP program', () => {
		const file = join(mkdtempSync(join(tmpdir(), 'archive-')), 'widget.zip');
		const text = Buffer.from('{"name":"На склад"}');
		writeFileSync(
			file,
			zip([
				{ path: 'manifest.json', bytes: text },
				{ path: 'i18n/ru.json', bytes: text },
			]),
		);
		let shown: string;
		try {
			shown = execFileSync('unzip', ['-t', file], { encoding: 'utf8' });
		} catch (error) {
			// Not every machine has it; a broken archive has a status.
			expect(error).toMatchObject({ code: 'ENOENT' });
			return;
		}
		expect(shown).toContain('No errors detected');
		expect(shown).toContain('i18n/ru.json');
	});

	it('is the same of the same files', () => {
		const files = [{ path: 'a', bytes: Buffer.from('b') }];
		expect(zip(files).equals(zip(files))).toBe(true);
	});
});

/** @see https://www.amocrm.ru/developers/content/integrations/structure */
const SIZES = [
	['logo_main', 400, 272],
	['logo_small', 108, 108],
	['logo', 130, 100],
	['logo_medium', 240, 84],
	['logo_min', 84, 84],
	['logo_dp', 174, 109],
] as const;

describe('a plain picture', () => {
	it.each([...SIZES, ['tour', 1188, 616] as const])(
		'%s is a PNG of %i by %i below 300 KB',
		(name, width, height) => {
			const bytes = plainPicture(name === 'tour' ? TOUR : LOGOS[name]);
			expect(imageSize(bytes)).toMatchObject({ type: 'png', width, height });
			expect(bytes.length).toBeLessThan(300 * 1024);
		},
	);

	/** Chunks by type, as the PNG specification frames them. */
	function chunksOf(bytes: Buffer): Map<string, Buffer> {
		const chunks = new Map<string, Buffer>();
		for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
			const end = at + 8 + bytes.readUInt32BE(at);
			expect(bytes.readUInt32BE(end)).toBe(crc32(bytes.subarray(at + 4, end)));
			chunks.set(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, end));
		}
		return chunks;
	}

	it('unpacks to its rows, and both colours are in it', () => {
		const chunks = chunksOf(plainPicture(TOUR));
		const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
		expect(rows).toHaveLength(616 * (1 + Math.ceil(1188 / 8)));
		expect(rows.some((byte) => byte === 0xff)).toBe(true);
		expect(rows.some((byte) => byte === 0)).toBe(true);
		expect([...chunks.keys()]).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
	});
});

describe('the size of a picture', () => {
	/** A JPEG's markers: start, a segment to be skipped, a table that is no frame, a frame. */
	const jpeg = Buffer.from('ffd8ffe00004abcdffc40003aaffc2000b080110019003', 'hex');

	it('is read from a JPEG', () => {
		expect(readPicture(jpeg)).toEqual({
			format: 'jpeg',
			width: 400,
			height: 272,
			isAnimated: false,
		});
	});

	it('is never read from what is no picture, and reading ends', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
				const head = readPicture(Buffer.concat([jpeg.subarray(0, 2), Buffer.from(bytes)]));
				expect(head === undefined || head.format === 'jpeg').toBe(true);
				expect(readPicture(Buffer.from(bytes))).toBeUndefined();
			}),
		);
	});
});

it('sums are those of zlib', () => {
	fc.assert(
		fc.property(fc.uint8Array(), (bytes) => {
			expect(crc32(bytes)).toBe(zlibCrc32(bytes));
		}),
	);
});
