import { listOperation } from '../../factories/readOperations';
import { includes, websiteButton } from './websiteButton';

export const getAll = listOperation(websiteButton, { includes });
