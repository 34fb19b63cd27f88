import { getOperation } from '../../factories/readOperations';
import { catalog } from './catalog';

export const get = getOperation(catalog);
