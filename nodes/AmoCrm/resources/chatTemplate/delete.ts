import { deleteOperation } from '../../factories/writeOperations';
import { chatTemplate } from './chatTemplate';

export const remove = deleteOperation(chatTemplate);
