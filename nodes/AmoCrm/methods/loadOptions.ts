import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { toNodeError } from '../../shared/nodeError';
import { choices } from './choices';
import { editorSession } from './session';

export const loadOptions = {
	async getUsers(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		try {
			return await choices.users(await editorSession(this));
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	},
};
