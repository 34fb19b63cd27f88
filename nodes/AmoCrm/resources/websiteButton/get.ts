import { getOperation } from '../../factories/readOperations';
import { includes, websiteButton } from './websiteButton';

export const get = getOperation(websiteButton, { includes });
