import { CARD_NUMBERS, SINGULAR } from '../../api/entities';
import type { CardType } from '../../state/account';
import { CARD_SHAPES } from './card';
import type { Tell } from './news';

/** Guess: the numbers of the types of notes, those of the oldest API. */
const NOTE_NUMBERS: Record<string, number> = {
	common: 4,
	call_in: 10,
	call_out: 11,
	service_message: 25,
};

/** Notes are only told of when they are added. amocrm.ru/developers: crm/webhooks-format. */
export function tellNote(card: CardType): Tell {
	return (_account, { before, after }) => {
		if (before) return [];
		const { id, note_type, entity_id, params } = after;
		const { text, ...others } = params as Record<string, unknown>;
		const note = {
			id,
			note_type: NOTE_NUMBERS[String(note_type)] ?? note_type,
			text,
			element_id: entity_id,
			element_type: CARD_NUMBERS[card],
			metadata: Object.keys(others).length > 0 ? JSON.stringify(others) : undefined,
		};
		const path = [CARD_SHAPES[card].top, 'note'];
		return [{ code: `note_${SINGULAR[card]}`, path, value: { note } }];
	};
}
