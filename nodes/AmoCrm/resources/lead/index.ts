import { inAccount } from '../inAccount';
import { create } from './create';
import { createComplex } from './createComplex';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';
import { upsert } from './upsert';

export const leadResource = inAccount({
	name: 'lead',
	displayName: 'Lead',
	operations: [create, createComplex, get, getAll, update, upsert],
});
