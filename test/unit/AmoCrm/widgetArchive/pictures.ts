import { twoColours } from '../../../../nodes/AmoCrm/resources/widget/archive/png';

const ofSize = (width: number, height: number) =>
	twoColours(
		{ width, height },
		[
			[0, 0, 0],
			[9, 9, 9],
		],
		() => false,
	);

/** A PNG that says that it moves. */
function animated(): Buffer {
	const still = ofSize(130, 100);
	const chunk = Buffer.alloc(20);
	chunk.writeUInt32BE(8, 0);
	chunk.write('acTL', 4, 'latin1');
	return Buffer.concat([still.subarray(0, 33), chunk, still.subarray(33)]);
}

/** By the names of binary fields. */
export const PICTURES = {
	small: ofSize(84, 84),
	logo: ofSize(130, 100),
	jpeg: Buffer.from('ffd8ffc2000b08006400820300', 'hex'),
	animated: animated(),
	heavy: Buffer.concat([ofSize(130, 100), Buffer.alloc(301 * 1024)]),
	text: Buffer.from('<svg></svg>'),
};
