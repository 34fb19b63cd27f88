import { updateOperation } from '../writeCards';
import { company } from './company';

export const update = updateOperation(company);
