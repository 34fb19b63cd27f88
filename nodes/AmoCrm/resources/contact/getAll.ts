import { getAllOperation } from '../readCards';
import { contact } from './contact';

export const getAll = getAllOperation(contact);
