import { upsertCards } from '../../cards/operations';
import { catalogElement } from './catalogElement';

export const upsert = upsertCards(catalogElement);
