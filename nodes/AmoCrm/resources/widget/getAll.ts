import { listOperation } from '../../factories/readOperations';
import { widget } from './widget';

export const getAll = listOperation(widget);
