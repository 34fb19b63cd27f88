import { omit } from 'lodash';
import { shownTags } from '../../api/tagList';
import type { AccountState, CardType } from '../../state/account';
import type { Model } from '../../state/collection';
import { heldBack, type Unsorted } from '../../state/unsorted';
import { shownFields } from './card';
import type { News, Tell } from './news';

const metadataOf = (unsorted: Unsorted) => unsorted.metadata as Record<string, unknown>;

/** amocrm.ru/developers: crm/webhooks-format. Where it came from: forms under names of their own, the others as they were sent. */
function sourceOf(unsorted: Unsorted): Record<string, unknown> {
	const { form_id, form_sent_at: date, ip, referer, visitor_uid } = metadataOf(unsorted);
	if (unsorted.category !== 'forms') return metadataOf(unsorted);
	return {
		form_id,
		form_type: 1,
		date,
		from: unsorted.source_name,
		origin: { ip, datetime: date, referer, visitor_uid },
	};
}

/** Tags are one text here. */
const newCard = (account: AccountState, type: CardType, card: Model) => ({
	name: card.name,
	custom_fields: shownFields(card),
	date_create: card.created_at,
	created_user_id: card.created_by,
	modified_user_id: card.updated_by,
	main_user_id: card.responsible_user_id,
	tags: shownTags(account, type, card)
		.map(({ name }) => name)
		.join(','),
});

function newCards(account: AccountState, { lead_id, contact_id, company_id }: Unsorted) {
	const cards: Array<[CardType, Model | undefined]> = [
		['leads', account.collection('leads').get(lead_id)],
		['contacts', heldBack(account, 'contacts').get(contact_id)],
		['companies', heldBack(account, 'companies').get(company_id)],
	];
	return Object.fromEntries(
		cards.flatMap(([type, card]) => (card ? [[type, [newCard(account, type, card)]]] : [])),
	);
}

const common = ({ account_id, ...unsorted }: Unsorted, lead?: Model) => ({
	uid: unsorted.uid,
	category: unsorted.category,
	account_id,
	user_id: lead?.created_by,
	source: unsorted.source_name,
	pipeline_id: unsorted.pipeline_id,
});

function changed(unsorted: Unsorted, lead?: Model) {
	const { source_name: source, source_uid, uid, pipeline_id, created_at } = unsorted;
	const { form_name } = metadataOf(unsorted);
	return {
		...common(unsorted, lead),
		source_data: { ...sourceOf(unsorted), form_name, source_uid, source, uid },
		data: {
			leads: [
				{
					id: lead?.id,
					status_id: lead?.status_id,
					pipeline_id: lead?.pipeline_id,
					name: lead?.name,
					created_user_id: lead?.created_by,
					date_create: lead?.created_at,
				},
			],
			pipeline_id,
			source,
			source_uid,
			created_at,
		},
	};
}

const ENDS: Partial<Record<Unsorted['state'], string>> = {
	accepted: 'accept',
	declined: 'decline',
};

/** To accept and to decline are two ways to delete. amocrm.ru/developers: crm/webhooks-format. */
function ended(unsorted: Unsorted, action: string) {
	const { uid, category, created_at, lead_id, contact_id } = unsorted;
	const result = { leads: [lead_id], contacts: [contact_id] };
	return {
		action,
		uid,
		category,
		created_at,
		[`${action}_result`]: action === 'decline' ? omit(result, 'contacts') : result,
	};
}

export const tellUnsorted: Tell = (account, { before, after }) => {
	const unsorted = after as Unsorted;
	const lead = account.collection('leads').get(unsorted.lead_id);
	const news = (action: string, value: object): News => ({
		code: `${action}_unsorted`,
		path: ['unsorted', action],
		value,
	});
	if (!before) {
		const data = newCards(account, unsorted);
		const source_data = sourceOf(unsorted);
		return [news('add', { ...common(unsorted, lead), source_data, data })];
	}
	const end = before.state === unsorted.state ? undefined : ENDS[unsorted.state];
	return [end ? news('delete', ended(unsorted, end)) : news('update', changed(unsorted, lead))];
};
