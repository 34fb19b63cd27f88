import { getOperation } from '../../factories/readOperations';
import { widget } from './widget';

export const get = getOperation(widget);
