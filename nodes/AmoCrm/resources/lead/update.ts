import { updateCards } from '../../cards/operations';
import { lead } from './lead';

export const update = updateCards(lead);
