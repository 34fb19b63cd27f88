import type { INodePropertyOptions } from 'n8n-workflow';

import type { Entity } from '../factories/entity';
import type { Form } from '../factories/form';
import { getOperation, listOperation } from '../factories/readOperations';
import { createOperation, deleteOperation, updateOneOperation } from '../factories/writeOperations';
import { inAccount } from './inAccount';
import type { Resource } from './resource';

interface Dictionary {
	displayName: string;
	/** The form of a new entry. */
	create: Form;
	/** The form of a change. */
	update: Form;
	/** What `with` may ask for. */
	includes?: INodePropertyOptions[];
}

/** A short list of the account's settings with the five usual operations; entries are changed one by one. */
export const dictionaryResource = (
	entity: Entity,
	{ displayName, create, update, includes }: Dictionary,
): Resource =>
	inAccount({
		name: entity.name,
		displayName,
		operations: [
			createOperation(entity, create),
			deleteOperation(entity),
			getOperation(entity, { includes }),
			listOperation(entity, { includes }),
			updateOneOperation(entity, update),
		],
	});
