import { getCard } from '../../cards/operations';
import { lead } from './lead';

export const get = getCard(lead);
