import { listOperation } from '../../factories/readOperations';
import { catalog } from './catalog';

export const getAll = listOperation(catalog);
