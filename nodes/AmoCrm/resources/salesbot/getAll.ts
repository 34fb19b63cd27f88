import { kommoOnly } from '../../factories/platform';
import { listOperation } from '../../factories/readOperations';
import { salesbot } from './salesbot';

export const getAll = kommoOnly(listOperation(salesbot));
