/** What PHP's http_build_query takes. */
export type Sent = string | number | Sent[] | { [key: string]: Sent };

function pairs(tree: Sent, name: string): string[] {
	if (typeof tree !== 'object') return [`${encodeURIComponent(name)}=${encodeURIComponent(tree)}`];
	return Object.entries(tree).flatMap(([key, value]) => pairs(value, `${name}[${key}]`));
}

/** A form as amoCRM sends it. */
export const query = (body: { [key: string]: Sent }): Buffer =>
	Buffer.from(
		Object.entries(body)
			.flatMap(([key, tree]) => pairs(tree, key))
			.join('&'),
	);
