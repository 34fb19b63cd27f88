import { updateCards } from '../../cards/operations';
import { customer } from './customer';

export const update = updateCards(customer);
