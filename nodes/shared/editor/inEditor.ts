import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { toNodeError } from '../nodeError';
import type { Lookup } from './lookup';
import { editorSession } from './session';

/** Shows problems in the editor as sentences. */
export const inEditor = <Given extends unknown[], T>(
	work: (functions: ILoadOptionsFunctions, ...given: Given) => Promise<T>,
) =>
	async function (this: ILoadOptionsFunctions, ...given: Given): Promise<T> {
		try {
			return await work(this, ...given);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};

/** Whether a name contains what a person types to find it. */
export const includesText = (name: string, filter: string | undefined) =>
	name.toLowerCase().includes((filter ?? '').trim().toLowerCase());

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
