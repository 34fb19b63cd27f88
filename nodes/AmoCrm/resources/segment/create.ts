import { mapperForm } from '../../cards/mapperForm';
import { oneByOne } from '../../factories/write';
import { createOperation } from '../../factories/writeOperations';
import { segment } from './segment';

export const create = createOperation(segment, mapperForm(segment, 'add'), oneByOne);
