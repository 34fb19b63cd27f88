import { updateCards } from '../../cards/operations';
import { company } from './company';

export const update = updateCards(company);
