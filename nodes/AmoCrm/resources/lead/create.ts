import { createOperation } from '../writeCards';
import { lead } from './lead';

export const create = createOperation(lead);
