import { mapperForm } from '../../cards/mapperForm';
import { updateOneOperation } from '../../factories/writeOperations';
import { segment } from './segment';

export const update = updateOneOperation(segment, mapperForm(segment, 'update'));
