import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { toNodeError } from '../nodeError';

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
