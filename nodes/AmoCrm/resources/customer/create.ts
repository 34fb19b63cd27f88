import { createCards } from '../../cards/operations';
import { customer } from './customer';

export const create = createCards(customer);
