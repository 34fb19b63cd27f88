import { inEditor } from './inEditor';
import type { Lookup } from './lookup';
import { editorSession } from './session';

/** One method for each list that some parameter offers. */
export const lookupMethods = (lookups: Lookup[]) =>
	Object.fromEntries(
		lookups.map(({ method, load }) => [
			method,
			inEditor(
				async (functions) =>
					await load(await editorSession(functions), (name) =>
						functions.getCurrentNodeParameter(name),
					),
			),
		]),
	);
