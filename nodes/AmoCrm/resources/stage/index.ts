import { changesForm, inputForm } from '../../factories/form';
import { dictionaryResource } from '../dictionary';
import { stage, details, name, sort } from './stage';

export const stageResource = dictionaryResource(stage, {
	displayName: 'Stage',
	create: inputForm([name, sort], details),
	update: changesForm([name, sort, ...details]),
	includes: [{ name: 'Descriptions', value: 'descriptions' }],
});
