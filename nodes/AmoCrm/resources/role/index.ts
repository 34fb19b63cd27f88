import { changesForm, inputForm } from '../../factories/form';
import { dictionaryResource } from '../dictionary';
import { rights, withAllRights } from './rights';
import { role, includes, name } from './role';

export const roleResource = dictionaryResource(role, {
	displayName: 'Role',
	create: withAllRights(inputForm([name], rights)),
	update: changesForm([name, ...rights]),
	includes,
});
