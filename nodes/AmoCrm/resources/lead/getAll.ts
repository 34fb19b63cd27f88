import { listCards } from '../../cards/operations';
import { lead } from './lead';

export const getAll = listCards(lead);
