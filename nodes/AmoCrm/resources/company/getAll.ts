import { listCards } from '../../cards/operations';
import { company } from './company';

export const getAll = listCards(company);
