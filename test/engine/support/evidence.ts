/** Operations that nodes of this file's tests have run, as `task create`. */
export const ran = new Set<string>();

/** Parameters that a node asked for although n8n does not show them. */
export const readUnshown: string[] = [];

/** The operation that a test is about, by its full title: `task: create sends …` is about `task create`. */
export function operationOf(title: string): string | undefined {
	const [, resource, operation] = /^([a-z]\w*): ([a-z]\w*)\b/.exec(title) ?? [];
	return resource && operation ? `${resource} ${operation}` : undefined;
}
