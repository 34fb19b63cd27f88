import { createCards } from '../../cards/operations';
import { company } from './company';

export const create = createCards(company);
