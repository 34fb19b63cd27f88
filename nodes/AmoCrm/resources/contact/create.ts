import { createCards } from '../../cards/operations';
import { contact } from './contact';

export const create = createCards(contact);
