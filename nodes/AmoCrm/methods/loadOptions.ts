import { resources } from '../resources';
import { inEditor } from './inEditor';
import { editorSession } from './session';

const lookups = resources.flatMap(({ operations }) =>
	operations.flatMap(({ offers }) => offers?.lookups ?? []),
);

/** One method for each lookup that some parameter offers. */
export const loadOptions = Object.fromEntries(
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
