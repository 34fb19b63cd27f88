import { upsertCards } from '../../cards/operations';
import { lead } from './lead';

export const upsert = upsertCards(lead);
