import { self, type ApiCall } from './kit';

/** Paths name what there is in the plural, events and calls in the singular. */
export const SINGULAR: Record<string, string> = {
	leads: 'lead',
	contacts: 'contact',
	companies: 'company',
	customers: 'customer',
	tasks: 'task',
};

/** API v2 and webhooks number their kinds of cards. amocrm.ru/developers: crm/webhooks-format. */
export const CARD_NUMBERS: Record<string, number> = {
	contacts: 1,
	leads: 2,
	companies: 3,
	customers: 12,
};

export const pluralOf = (singular: string): string | undefined =>
	Object.keys(SINGULAR).find((plural) => SINGULAR[plural] === singular);

/** Another object, as answers point at it. */
export const pointer = (call: ApiCall, type: string, id: unknown) => ({
	id,
	_links: self(call, `/${type}/${String(id)}`),
});

/** By whom and when a new object is made, as tasks and notes tell it. */
export const authorship = ({ account, userId, now }: ApiCall) => ({
	created_by: userId,
	updated_by: userId,
	created_at: now,
	updated_at: now,
	responsible_user_id: userId,
	group_id: 0,
	account_id: account.info.id,
});
