import { getAllOperation } from '../readCards';
import { lead } from './lead';

export const getAll = getAllOperation(lead);
