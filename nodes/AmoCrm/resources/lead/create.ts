import { createCards } from '../../cards/operations';
import { lead } from './lead';

export const create = createCards(lead);
