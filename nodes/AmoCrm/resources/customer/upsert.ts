import { upsertCards } from '../../cards/operations';
import { customer } from './customer';

export const upsert = upsertCards(customer);
