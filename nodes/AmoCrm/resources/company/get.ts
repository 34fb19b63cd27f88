import { getOperation } from '../readCards';
import { company } from './company';

export const get = getOperation(company);
