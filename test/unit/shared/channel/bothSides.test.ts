import fc from 'fast-check';
import { faultOfSignature, signatureOfHook } from '../../../../emulator/amojo/signature';
import { isHookSigned, signedHeaders } from '../../../../nodes/shared/channel/signature';

/** Each side was written from the documentation alone. */
const secret = fc.string({
	unit: fc.constantFrom(...'0123456789abcdef'),
	minLength: 40,
	maxLength: 40,
});

const text = fc.string({ unit: 'grapheme', maxLength: 60 });

/** From the year 1970 on: of those before, the documentation's format has no use. */
const date = fc.date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true });

const request = fc.record({
	secret,
	method: fc.constantFrom('GET', 'POST', 'DELETE'),
	path: fc
		.array(text, { minLength: 1, maxLength: 4 })
		.map((parts) => ['/v2/origin/custom', ...parts.map(encodeURIComponent)].join('/')),
	body: fc.oneof(
		fc.constant(''),
		fc.json({ stringUnit: 'grapheme' }),
		text.map((value) => `{"text":"${value}"}\n`),
	),
	date,
});

/** One byte becomes another. */
function altered(bytes: Buffer, where: number): Buffer {
	const copy = Buffer.from(bytes);
	const index = where % copy.length;
	copy[index] = (copy[index] + 1) % 256;
	return copy;
}

const RUNS = { numRuns: 500 };

describe('what the package signs', () => {
	it('is right to the verifier of the emulator, and wrong with a byte of the body changed', () => {
		fc.assert(
			fc.property(request, fc.nat(), (asked, where) => {
				const { Date: day, ...rest } = signedHeaders(asked);
				const call = {
					method: asked.method,
					host: 'amojo.amocrm.ru',
					path: asked.path,
					query: {},
					headers: {
						date: day,
						'content-type': rest['Content-Type'],
						'content-md5': rest['Content-MD5'],
						'x-signature': rest['X-Signature'],
					},
					body: asked.body,
				};
				const bytes = Buffer.from(asked.body);
				const now = Math.floor(asked.date.getTime() / 1000);
				expect(faultOfSignature({ ...call, bytes }, asked.secret, now)).toBeUndefined();
				if (bytes.length === 0) return;
				const forged = { ...call, bytes: altered(bytes, where) };
				expect(faultOfSignature(forged, asked.secret, now)).toMatch('Content-MD5');
			}),
			RUNS,
		);
	});
});

describe('what the emulator signs', () => {
	it('is right to the package, and wrong with a byte changed or another secret', () => {
		fc.assert(
			fc.property(secret, secret, text, fc.nat(), (key, other, value, where) => {
				fc.pre(key !== other);
				const body = JSON.stringify({ message: { text: value } });
				const bytes = Buffer.from(body);
				const signature = signatureOfHook(key, body);
				expect(isHookSigned(key, bytes, signature)).toBe(true);
				expect(isHookSigned(key, altered(bytes, where), signature)).toBe(false);
				expect(isHookSigned(other, bytes, signature)).toBe(false);
			}),
			RUNS,
		);
	});
});
