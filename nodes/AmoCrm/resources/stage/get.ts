import { getOperation } from '../../factories/readOperations';
import { stage } from './stage';

export const get = getOperation(stage, {
	includes: [{ name: 'Descriptions', value: 'descriptions' }],
});
