import { getCard } from '../../cards/operations';
import { catalogElement } from './catalogElement';

export const get = getCard(catalogElement);
