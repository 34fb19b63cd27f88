import { getOperation } from '../../factories/readOperations';
import { event, includes } from './event';

export const get = getOperation(event, { includes });
