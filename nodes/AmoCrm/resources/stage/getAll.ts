import { listOperation } from '../../factories/readOperations';
import { stage } from './stage';

export const getAll = listOperation(stage, {
	includes: [{ name: 'Descriptions', value: 'descriptions' }],
});
