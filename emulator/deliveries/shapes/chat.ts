import { CARD_NUMBERS, pluralOf } from '../../api/entities';
import type { Model } from '../../state/collection';
import { isSame } from './card';
import type { Tell } from './news';

const shownTalk = ({ id, ...talk }: Model) => ({
	talk_id: id,
	contact_id: talk.contact_id,
	chat_id: talk.chat_id,
	entity_id: talk.entity_id,
	entity_type: talk.entity_type,
	is_in_work: talk.is_in_work,
	is_read: talk.is_read,
	origin: talk.origin,
	rate: talk.rate,
});

export const tellTalk: Tell = (_account, change) => {
	const action = change.before ? 'update' : 'add';
	if (isSame(change)) return [];
	return [{ code: `${action}_talk`, path: ['talk', action], value: shownTalk(change.after) }];
};

/** The card under its newer and its older name. amocrm.ru/developers: crm/webhooks-format has the older alone. */
const aboutOf = ({ entity_type: type, entity_id: id, contact_id }: Model) => ({
	entity_type: type,
	entity_id: id,
	element_type: CARD_NUMBERS[pluralOf(String(type)) ?? 'contacts'],
	element_id: id ?? contact_id,
});

/** What a client writes is told under another name than what is written to him. */
export const tellMessage: Tell = (account, { before, after }) => {
	if (before) return [];
	const talk = account.collection('talks').get(after.talk_id);
	const author = after.author as Record<string, unknown>;
	const isIncoming = author.type === 'external';
	const name = isIncoming ? 'message' : 'outgoing_message';
	const value = {
		id: after.id,
		chat_id: talk?.chat_id,
		talk_id: after.talk_id,
		contact_id: talk?.contact_id,
		text: after.text,
		created_at: after.created_at,
		type: isIncoming ? 'incoming' : 'outgoing',
		author,
		origin: talk?.origin,
		...(talk ? aboutOf(talk) : {}),
		attachment: after.attachment,
	};
	return [{ code: `add_${name}`, path: [name, 'add'], value }];
};

/** Sent to be approved; the one kind of news that has no name above it. */
export const tellTemplate: Tell = (_account, { before, after }) => {
	if (!before || before.is_on_review === true || after.is_on_review !== true) return [];
	const value = {
		id: after.id,
		type: after.type,
		account_id: after.account_id,
		name: after.name,
		content: after.content,
		created_at: after.created_at,
		updated_at: after.updated_at,
		is_editable: after.is_editable,
		reviews: after.reviews,
		is_on_review: after.is_on_review,
		waba_footer: after.waba_footer,
		waba_category: after.waba_category,
		waba_language: after.waba_language,
	};
	return [{ code: 'add_chat_template_review', path: ['add'], value }];
};
