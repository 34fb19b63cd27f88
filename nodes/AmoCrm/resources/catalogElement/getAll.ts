import { listOperation } from '../../factories/readOperations';
import { catalogElement } from './catalogElement';

// amoCRM has none of the other cards' filters for elements.
export const getAll = listOperation(catalogElement, catalogElement);
