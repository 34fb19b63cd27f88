import { getCard } from '../../cards/operations';
import { customer } from './customer';

export const get = getCard(customer);
