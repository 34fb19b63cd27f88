import { listCards } from '../../cards/operations';
import { customer } from './customer';

export const getAll = listCards(customer);
