import { changesForm } from '../../factories/form';
import { updateOneOperation } from '../../factories/writeOperations';
import { details, name, sort, stage } from './stage';

export const update = updateOneOperation(stage, changesForm([name, sort, ...details]));
