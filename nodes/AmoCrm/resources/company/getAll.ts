import { getAllOperation } from '../readCards';
import { company } from './company';

export const getAll = getAllOperation(company);
