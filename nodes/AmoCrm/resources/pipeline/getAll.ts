import { listOperation } from '../../factories/readOperations';
import { pipeline } from './pipeline';

export const getAll = listOperation(pipeline);
