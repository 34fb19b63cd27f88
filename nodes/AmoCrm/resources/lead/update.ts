import { updateOperation } from '../writeCards';
import { lead } from './lead';

export const update = updateOperation(lead);
