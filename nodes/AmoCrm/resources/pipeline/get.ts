import { getOperation } from '../../factories/readOperations';
import { pipeline } from './pipeline';

export const get = getOperation(pipeline);
