import { createOperation } from '../writeCards';
import { contact } from './contact';

export const create = createOperation(contact);
