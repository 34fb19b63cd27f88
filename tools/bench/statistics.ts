/** The value below which this share of all lies, 0 to 1. */
export function quantile(values: number[], share: number): number {
	const sorted = [...values].sort((left, right) => left - right);
	return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)];
}

export const median = (values: number[]) => quantile(values, 0.5);
