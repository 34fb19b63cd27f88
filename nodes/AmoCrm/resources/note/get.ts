import { getOperation } from '../../factories/readOperations';
import { includes, note } from './note';

export const get = getOperation(note, { includes });
