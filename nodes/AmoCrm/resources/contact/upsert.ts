import { upsertCards } from '../../cards/operations';
import { contact } from './contact';

export const upsert = upsertCards(contact);
