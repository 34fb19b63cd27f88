import { getOperation } from '../readCards';
import { contact } from './contact';

export const get = getOperation(contact);
