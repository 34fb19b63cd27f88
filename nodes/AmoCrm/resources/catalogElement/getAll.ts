import { listCards } from '../../cards/operations';
import { catalogElement } from './catalogElement';

export const getAll = listCards(catalogElement);
