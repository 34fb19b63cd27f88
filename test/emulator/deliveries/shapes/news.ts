import type { AccountState } from '../../state/account';
import type { Change } from '../../state/changes';

/** One thing that a webhook is told. */
export interface News {
	/** Told to whoever subscribed to it: `status_lead`. */
	code: string;
	/** Where it stands in the body, above its number: `['leads', 'status']`. */
	path: string[];
	value: object;
}

/** What there is to tell of a change. amocrm.ru/developers: crm/webhooks-format. */
export type Tell = (account: AccountState, change: Change) => News[];

/** The numbers by which webhooks call kinds of cards. */
export const TYPE_NUMBERS: Record<string, number> = {
	contacts: 1,
	leads: 2,
	companies: 3,
	customers: 12,
};

/** Whatever a webhook tells of what was changed may have changed; that it was changed does not count. */
export const UNCOUNTED = ['updated_at', 'updated_by', 'closest_task_at'];
