import { listCards } from '../../cards/operations';
import { contact } from './contact';

export const getAll = listCards(contact);
