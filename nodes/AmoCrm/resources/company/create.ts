import { createOperation } from '../writeCards';
import { company } from './company';

export const create = createOperation(company);
