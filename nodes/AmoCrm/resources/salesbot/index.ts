import { cardParts } from '../../cards/anyCard';
import { ownPart } from '../../factories/entity';
import { inBatches } from '../../factories/write';
import { kommoOnly, onPlatform } from '../../factories/platform';
import { getOperation, listOperation } from '../../factories/readOperations';
import { writeOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { goOn } from './continue';
import { botCardType, salesbot } from './salesbot';

/** The second version of the API numbers the kinds of cards. */
const TYPE_NUMBERS: Record<string, number> = { contacts: 1, leads: 2 };

const runBy = (path: string, toType: (type: string | number) => string | number) =>
	writeOperation({
		name: 'run',
		displayName: 'Run',
		description: 'Start a Salesbot on a card; a card has one bot at a time',
		action: 'Run a Salesbot',
		method: 'POST',
		path,
		parts: [ownPart(salesbot), ...cardParts(botCardType)],
		also: ({ id, cardType: type, card: entity_id }) => ({
			bot_id: id,
			entity_id,
			entity_type: toType(type),
		}),
		send: inBatches({ size: 100, isUnnumbered: true }),
		show: (_answer, { id, card: cardId }) => ({ started: true, id, card: cardId }),
	});

/** The call that Kommo has beside it says which bot or card it refuses. */
const run = onPlatform({
	amocrm: runBy('/api/v2/salesbot/run', (type) => TYPE_NUMBERS[type]),
	kommo: runBy(`${salesbot.path}/run`, (type) => type),
});

const get = kommoOnly(getOperation(salesbot));

const stop = kommoOnly(
	writeOperation({
		name: 'stop',
		displayName: 'Stop',
		description: 'Stop a Salesbot that works on a card',
		action: 'Stop a Salesbot',
		method: 'POST',
		path: `${salesbot.path}/{id}/stop`,
		parts: [ownPart(salesbot), ...cardParts(botCardType)],
		also: ({ cardType: entity_type, card: entity_id }) => ({ entity_id, entity_type }),
		show: (_answer, { id, card: cardId }) => ({ stopped: true, id, card: cardId }),
	}),
);

const getAll = kommoOnly(listOperation(salesbot));

export const salesbotResource = inAccount({
	name: 'salesbot',
	displayName: 'Salesbot',
	operations: [goOn, get, getAll, run, stop],
});
