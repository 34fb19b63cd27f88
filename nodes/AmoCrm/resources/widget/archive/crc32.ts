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
