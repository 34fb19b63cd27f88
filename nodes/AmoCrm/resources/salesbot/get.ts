import { kommoOnly } from '../../factories/platform';
import { getOperation } from '../../factories/readOperations';
import { salesbot } from './salesbot';

export const get = kommoOnly(getOperation(salesbot));
