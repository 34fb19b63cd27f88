import { getCard } from '../../cards/operations';
import { contact } from './contact';

export const get = getCard(contact);
