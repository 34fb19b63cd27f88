import { updateOperation } from '../../factories/writeOperations';
import { noteForm } from './form';
import { note } from './note';

export const update = updateOperation(note, noteForm([]));
