import { getCard } from '../../cards/operations';
import { company } from './company';

export const get = getCard(company);
