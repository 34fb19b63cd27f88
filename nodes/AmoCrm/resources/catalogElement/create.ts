import { createCards } from '../../cards/operations';
import { catalogElement } from './catalogElement';

export const create = createCards(catalogElement);
