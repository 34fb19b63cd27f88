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
