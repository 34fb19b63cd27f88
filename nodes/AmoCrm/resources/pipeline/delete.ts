import { deleteOperation } from '../../factories/writeOperations';
import { pipeline } from './pipeline';

export const remove = deleteOperation(pipeline);
