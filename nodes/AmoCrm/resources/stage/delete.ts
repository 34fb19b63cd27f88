import { deleteOperation } from '../../factories/writeOperations';
import { stage } from './stage';

export const remove = deleteOperation(stage);
