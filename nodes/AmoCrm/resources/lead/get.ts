import { getOperation } from '../readCards';
import { lead } from './lead';

export const get = getOperation(lead);
