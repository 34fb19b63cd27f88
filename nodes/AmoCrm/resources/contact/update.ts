import { updateCards } from '../../cards/operations';
import { contact } from './contact';

export const update = updateCards(contact);
