import { isEqual, omit } from 'lodash';
import { SINGULAR } from '../../api/entities';
import type { AccountState, CardType } from '../../state/account';
import type { Change } from '../../state/changes';
import type { Model } from '../../state/collection';
import type { News, Tell } from './news';

interface FieldEntry {
	field_id: number;
	field_name: string;
	field_code: string | null;
	field_type: string;
	values: Array<Record<string, unknown>>;
}

const DATES = ['date', 'date_time', 'birthday'];

/** Dates stand there bare, other values beside the id of their option. */
const shownValue = (type: string, value: Record<string, unknown>) =>
	DATES.includes(type)
		? value.value
		: { ...omit(value, 'enum_id', 'enum_code'), enum: value.enum_id };

export const shownFields = (card: Model) =>
	((card.custom_fields_values ?? []) as FieldEntry[]).map((entry) => ({
		id: entry.field_id,
		name: entry.field_name,
		code: entry.field_code,
		values: entry.values.map((value) => shownValue(entry.field_type, value)),
	}));

/** Under the names of the oldest API. amocrm.ru/developers: crm/webhooks-format. */
const common = (card: Model) => ({
	id: card.id,
	name: card.name,
	responsible_user_id: card.responsible_user_id,
	date_create: card.created_at,
	last_modified: card.updated_at,
	created_user_id: card.created_by,
	modified_user_id: card.updated_by,
	account_id: card.account_id,
	custom_fields: shownFields(card),
	tags: ((card.tag_ids ?? []) as number[]).map((id) => ({ id })),
});

type Parts = (account: AccountState, card: Model) => Record<string, unknown>;

/** Contacts and companies come under one name, told apart by their type. */
const party = (type: 'contacts' | 'companies', more: Parts): Parts => {
	return (account, card) => ({
		...more(account, card),
		linked_leads_id: Object.fromEntries(
			account.links
				.targets({ type, id: card.id as number }, 'leads')
				.map(({ id }) => [id, { ID: id }]),
		),
		created_at: card.created_at,
		updated_at: card.updated_at,
		type: SINGULAR[type],
	});
};

const companyOf: Parts = (account, { id }) => {
	const [link] = account.links.targets({ type: 'contacts', id: id as number }, 'companies');
	const company = account.collection('companies').get(link?.id);
	return company ? { company_name: company.name, linked_company_id: company.id } : {};
};

interface Shape {
	/** The first key of the body. */
	top: string;
	/** What this kind of card tells beside what all do. */
	parts: Parts;
	/** Guess: what is left of it when it is deleted, beside its id. */
	remains: (card: Model) => Record<string, unknown>;
}

export const CARD_SHAPES: Record<CardType, Shape> = {
	leads: {
		top: 'leads',
		parts: (_account, { status_id, pipeline_id, price }) => ({ status_id, pipeline_id, price }),
		remains: ({ status_id, pipeline_id }) => ({ status_id, pipeline_id }),
	},
	contacts: {
		top: 'contacts',
		parts: party('contacts', companyOf),
		remains: () => ({ type: 'contact' }),
	},
	companies: {
		top: 'contacts',
		parts: party('companies', () => ({})),
		remains: () => ({ type: 'company' }),
	},
	customers: {
		top: 'customers',
		parts: (_account, { next_price, next_date, status_id }) => ({
			next_price,
			next_date,
			status_id,
		}),
		remains: () => ({}),
	},
};

/** Changes that have a code of their own, with what they tell of before. */
const TURNS: Array<{ action: string; keys: string[] }> = [
	{ action: 'status', keys: ['status_id', 'pipeline_id'] },
	{ action: 'responsible', keys: ['responsible_user_id'] },
];

export function turnsOf({ before = { id: 0 }, after }: Change) {
	return TURNS.filter(({ keys }) => keys.some((key) => before[key] !== after[key])).map(
		({ action, keys }) => ({
			action,
			old: Object.fromEntries(keys.map((key) => [`old_${key}`, before[key]])),
		}),
	);
}

/** Guess: what is told to nobody when it alone changes. */
const UNCOUNTED = ['updated_at', 'updated_by', 'closest_task_at'];

export const isSame = ({ before, after }: Change): boolean =>
	isEqual(omit(before, UNCOUNTED), omit(after, UNCOUNTED));

export function tellCard(card: CardType): Tell {
	const { top, parts, remains } = CARD_SHAPES[card];
	return (account, change) => {
		const { before, after } = change;
		const news = (action: string, value: object): News => ({
			code: `${action}_${SINGULAR[card]}`,
			path: [top, action],
			value,
		});
		const whole = { ...common(after), ...parts(account, after) };
		if (!before) return [news('add', whole)];
		if (before.is_deleted !== after.is_deleted) {
			return after.is_deleted === true
				? [news('delete', { id: after.id, ...remains(after) })]
				: [news('restore', whole)];
		}
		if (isSame(change)) return [];
		const turns = turnsOf(change).map(({ action, old }) => news(action, { ...whole, ...old }));
		return [news('update', whole), ...turns];
	};
}
