import { updateCards } from '../../cards/operations';
import { catalogElement } from './catalogElement';

export const update = updateCards(catalogElement);
