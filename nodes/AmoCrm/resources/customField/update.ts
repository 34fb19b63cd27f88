import { changesForm } from '../../factories/form';
import { updateOperation } from '../../factories/writeOperations';
import { customField } from './customField';
import { details, name } from './details';
import { forgetting } from './forgetting';

export const update = forgetting(updateOperation(customField, changesForm([name, ...details])));
