import { randomUUID } from 'node:crypto';
import type { AccountState } from './account';
import type { Model } from './collection';

interface Moment {
	account: AccountState;
	now: number;
}

/** Conversations in chats. amocrm.ru/developers: crm/talks-api; developers.kommo.com for the list and the messages. */
export const blankTalk = ({ account, now }: Moment): Model => ({
	id: account.ids.take('entity'),
	created_at: now,
	updated_at: now,
	rate: 0,
	contact_id: null,
	chat_id: randomUUID(),
	entity_id: null,
	entity_type: null,
	is_in_work: true,
	is_read: false,
	origin: 'telegram',
	missed_at: null,
});

/** The client's, unless somebody else is named. */
export const blankMessage = ({ now }: Moment, talkId: Model['id']): Model => ({
	id: randomUUID(),
	talk_id: talkId,
	type: 'text',
	text: '',
	author: { id: randomUUID(), type: 'external', name: 'Client' },
	created_at: now,
});

export const messagesOfTalk = (talk: Model): string => `talks/${talk.id}/messages`;
