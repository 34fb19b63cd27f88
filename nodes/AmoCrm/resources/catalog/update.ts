import { changesForm } from '../../factories/form';
import { updateOperation } from '../../factories/writeOperations';
import { catalog, details, name } from './catalog';

export const update = updateOperation(catalog, changesForm([name, ...details]));
