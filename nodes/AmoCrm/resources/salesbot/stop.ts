import { card } from '../../cards/anyCard';
import { locate, ownPart } from '../../factories/part';
import { kommoOnly } from '../../factories/platform';
import { writeOperation } from '../../factories/writeOperations';
import { cardType, salesbot } from './salesbot';

export const stop = kommoOnly(
	writeOperation({
		name: 'stop',
		displayName: 'Stop',
		description: 'Stop a Salesbot that works on a card',
		action: 'Stop a Salesbot',
		method: 'POST',
		path: `${salesbot.path}/{id}/stop`,
		parts: [ownPart(salesbot), cardType, locate(card)],
		also: ({ cardType: entity_type, card: entity_id }) => ({ entity_id, entity_type }),
		show: (_answer, { id, card: cardId }) => ({ stopped: true, id, card: cardId }),
	}),
);
