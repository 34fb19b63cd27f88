import { updateOperation } from '../writeCards';
import { contact } from './contact';

export const update = updateOperation(contact);
