/** The operation that a test is about, by its full title: `task: create sends …` is about `task create`. */
export function operationOf(title: string): string | undefined {
	const [, resource, operation] = /^([a-z]\w*): ([a-z]\w*)\b/.exec(title) ?? [];
	return resource && operation ? `${resource} ${operation}` : undefined;
}

type Body = (...row: unknown[]) => unknown;

/** jest's titles of tables: `$resource` of a row that is an object, `%s` of one that is a list. */
function titleOf(template: string, row: unknown): string {
	const values = [row].flat();
	let next = 0;
	return template
		.replace(/\$(\w+)/g, (_whole, name: string) => String((row as Record<string, unknown>)[name]))
		.replace(/%[sdij]/g, () => String(values[next++]));
}

/** Stands in for jest's `describe` and `it`: runs the blocks and notes the titles of the tests. */
function collector(titles: string[]) {
	const outer: string[] = [];
	const inside = (title: string, body: () => unknown) => {
		outer.push(title);
		body();
		outer.pop();
	};
	const note = (title: string) => void titles.push([...outer, title].join(' '));
	const each =
		(add: (title: string, body: () => unknown) => void) =>
		(table: unknown[]) =>
		(template: string, body: Body) => {
			for (const row of table) add(titleOf(template, row), () => body(...[row].flat()));
		};
	const nothing = () => undefined;
	const it = Object.assign(note, { each: each(note) });
	return {
		describe: Object.assign(inside, { each: each(inside) }),
		it,
		test: it,
		beforeAll: nothing,
		beforeEach: nothing,
		afterAll: nothing,
		afterEach: nothing,
	};
}

/** The full titles of the tests in a file, without running them. */
export function titlesIn(file: string): string[] {
	const titles: string[] = [];
	const stand = collector(titles);
	const own = Object.fromEntries(
		Object.keys(stand).map((name) => [name, (globalThis as Record<string, unknown>)[name]]),
	);
	Object.assign(globalThis, stand);
	try {
		jest.requireActual(file);
	} finally {
		Object.assign(globalThis, own);
	}
	return titles;
}
