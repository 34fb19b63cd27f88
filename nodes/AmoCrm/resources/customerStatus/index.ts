import { changesForm, inputForm } from '../../factories/form';
import { dictionaryResource } from '../dictionary';
import { customerStatus, color, name, sort } from './customerStatus';

export const customerStatusResource = dictionaryResource(customerStatus, {
	displayName: 'Customer Status',
	create: inputForm([name, sort], [color]),
	update: changesForm([name, sort, color]),
});
