/** The same bytes in parts of this size, the last one shorter; holds no more than it needs for one of them. */
export async function* partsOf(
	chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
	size: number,
): AsyncGenerator<Buffer> {
	let held: Buffer[] = [];
	let length = 0;
	for await (const chunk of chunks) {
		held.push(chunk);
		length += chunk.length;
		if (length < size) continue;
		const bytes = Buffer.concat(held);
		const whole = length - (length % size);
		for (let start = 0; start < whole; start += size) yield bytes.subarray(start, start + size);
		held = [bytes.subarray(whole)];
		length -= whole;
	}
	if (length > 0) yield Buffer.concat(held);
}
