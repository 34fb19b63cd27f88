import { pick } from 'lodash';

import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { from, targetForm } from './link';

export const remove = writeOperation({
	name: 'delete',
	displayName: 'Delete',
	description: 'Take a link between two cards away; the cards stay',
	action: 'Delete a link',
	method: 'POST',
	path: '/api/v4/{cardType}/unlink',
	parts: from,
	form: targetForm([]),
	also: ({ card }) => ({ entity_id: card }),
	send: inBatches({ isUnnumbered: true }),
	show: (_answer, _gaps, body) => ({
		deleted: true,
		...pick(body, 'entity_id', 'to_entity_id', 'to_entity_type'),
	}),
});
