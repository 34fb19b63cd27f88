import { listOperation } from '../../factories/readOperations';
import { event, includes } from './event';
import { eventFilters } from './filters';

export const getAll = listOperation(event, { filters: eventFilters, includes });
