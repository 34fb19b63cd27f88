import { inputForm } from '../../factories/form';
import { createOperation } from '../../factories/writeOperations';
import { details, name, sort, stage } from './stage';

export const create = createOperation(stage, inputForm([name, sort], details));
