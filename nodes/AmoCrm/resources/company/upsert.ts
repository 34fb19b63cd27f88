import { upsertCards } from '../../cards/operations';
import { company } from './company';

export const upsert = upsertCards(company);
