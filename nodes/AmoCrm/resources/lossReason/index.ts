import { changesForm, inputForm } from '../../factories/form';
import { dictionaryResource } from '../dictionary';
import { lossReason, name, sort } from './lossReason';

export const lossReasonResource = dictionaryResource(lossReason, {
	displayName: 'Loss Reason',
	create: inputForm([name], [sort]),
	update: changesForm([name, sort]),
});
