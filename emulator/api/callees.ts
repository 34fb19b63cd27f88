import { LOST, WON, type AccountState, type CardType } from '../state/account';
import type { Model } from '../state/collection';
import type { LinkEnd } from '../state/links';

/** Whose card a call belongs to. amocrm.ru/developers: crm/calls-api, telephony/call_event. */
const lastDigits = (phone: string) => phone.replace(/\D/g, '').slice(-10);

interface FieldEntry {
	field_code: string | null;
	values: Array<{ value?: unknown }>;
}

/** Values of a card's field, as texts. */
export const valuesOf = (card: Model, code: string): string[] =>
	((card.custom_fields_values ?? []) as FieldEntry[])
		.filter(({ field_code: one }) => one === code)
		.flatMap(({ values }) => values.map(({ value }) => String(value)));

const hasPhone = (card: Model, wanted: string) =>
	valuesOf(card, 'PHONE').some((phone) => lastDigits(phone) === wanted);

/** The one active lead or the one customer of whoever has the number; else the contact or company itself. */
export function findCallee(
	account: AccountState,
	phone: string,
): (LinkEnd & { type: CardType }) | undefined {
	const wanted = lastDigits(phone);
	for (const type of ['contacts', 'companies'] as const) {
		const owner = account
			.collection(type)
			.all()
			.find((card) => card.is_deleted !== true && hasPhone(card, wanted));
		if (owner) return nearest(account, { type, id: owner.id as number });
	}
	return undefined;
}

function nearest(account: AccountState, owner: LinkEnd & { type: CardType }) {
	const linked = (type: CardType) =>
		account.links.targets(owner, type).filter(({ id }) => {
			const card = account.collection(type).get(id);
			return card && card.is_deleted !== true && card.status_id !== WON && card.status_id !== LOST;
		});
	const [leads, customers] = [linked('leads'), linked('customers')];
	if (leads.length === 1 && customers.length === 0)
		return { type: 'leads' as const, id: leads[0].id };
	if (customers.length === 1 && leads.length === 0) {
		return { type: 'customers' as const, id: customers[0].id };
	}
	return owner;
}
