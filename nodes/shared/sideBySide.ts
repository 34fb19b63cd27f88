/** Does the work for each, so many at a time. */
export async function sideBySide<T>(
	things: T[],
	lanes: number,
	work: (thing: T) => Promise<void>,
): Promise<void> {
	const waiting = [...things];
	const lane = async () => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
	};
	await Promise.all(Array.from({ length: lanes }, lane));
}
