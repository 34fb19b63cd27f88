import { CARD_NUMBERS } from '../../api/entities';
import type { CardType } from '../../state/account';
import { kindOf } from '../../state/changes';
import { tellCard } from './card';
import { tellMessage, tellTalk, tellTemplate } from './chat';
import type { Tell } from './news';
import { tellNote } from './note';
import { tellTask } from './task';
import { tellUnsorted } from './unsorted';

export type { News } from './news';

/** What webhooks are told of, by its collection. */
const TELLERS: Record<string, Tell> = {
	...Object.fromEntries(
		(Object.keys(CARD_NUMBERS) as CardType[]).flatMap((card): Array<[string, Tell]> => [
			[card, tellCard(card)],
			[`${card}/notes`, tellNote(card)],
		]),
	),
	tasks: tellTask,
	talks: tellTalk,
	'talks/:id/messages': tellMessage,
	'leads/unsorted': tellUnsorted,
	'chats/templates': tellTemplate,
};

const nobody: Tell = () => [];

export const tell: Tell = (account, change) =>
	(TELLERS[kindOf(change.collection)] ?? nobody)(account, change);
