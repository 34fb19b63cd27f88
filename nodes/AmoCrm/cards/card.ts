import type { INodePropertyOptions } from 'n8n-workflow';

import type { EntityPath } from '../../shared/fields/definition';
import type { NativeField } from '../../shared/fields/native';
import type { Entity } from '../factories/entity';
import type { Filter } from '../factories/filter';
import type { Gaps } from '../factories/template';

/** An entity with fields that the account itself defines. */
export interface Card extends Entity {
	/** Fields that every account has. */
	native: NativeField[];
	/** Whose own fields it carries. */
	fieldsOf(gaps: Gaps): EntityPath;
	/** What `with` may ask for. */
	includes: INodePropertyOptions[];
	/** What lists can be ordered by. */
	orders: INodePropertyOptions[];
	filters: Filter[];
}
