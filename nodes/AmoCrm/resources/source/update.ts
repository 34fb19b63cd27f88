import { changesForm } from '../../factories/form';
import { updateOperation } from '../../factories/writeOperations';
import { details, name, send, source } from './source';

export const update = updateOperation(source, changesForm([name, ...details]), send);
