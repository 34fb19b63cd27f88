import { changesForm } from '../../factories/form';
import { updateOneOperation } from '../../factories/writeOperations';
import { fields, pipeline } from './pipeline';

export const update = updateOneOperation(pipeline, changesForm(fields));
