import { getOperation } from '../../factories/readOperations';
import { chatTemplate, includes } from './chatTemplate';

export const get = getOperation(chatTemplate, { includes });
