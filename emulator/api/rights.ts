import type { AccountState } from '../state/account';
import {
	choice,
	existing,
	flag,
	integer,
	listOf,
	must,
	object,
	orNull,
	type Fields,
} from './checks';

/** What a user or a role may do. amocrm.ru/developers: crm/users-api. */
const letter = choice('A', 'G', 'M', 'D');
const allOrNothing = choice('A', 'D');

const CARD_ACTIONS: Fields = {
	view: letter,
	edit: letter,
	add: allOrNothing,
	delete: letter,
	export: letter,
};

const STATUS_ACTIONS: Fields = {
	view: allOrNothing,
	edit: allOrNothing,
	delete: allOrNothing,
	export: allOrNothing,
};

const statusRight = object({
	entity_type: must(choice('leads')),
	pipeline_id: must(existing('leads/pipelines')),
	status_id: must(integer()),
	rights: must(object(STATUS_ACTIONS)),
});

export const RIGHTS: Fields = {
	leads: object(CARD_ACTIONS),
	contacts: object(CARD_ACTIONS),
	companies: object(CARD_ACTIONS),
	tasks: object({ edit: letter, delete: letter }),
	mail_access: flag,
	catalog_access: flag,
	files_access: flag,
	status_rights: orNull(listOf(statusRight)),
};

type Letters = Record<string, string>;
export type Rights = Record<string, unknown>;

interface StatusRight {
	entity_type: string;
	pipeline_id: number;
	status_id: number;
	rights: Letters;
}

const DENIED: Letters = { view: 'D', edit: 'D', add: 'D', delete: 'D', export: 'D' };

const NO_RIGHTS: Rights = {
	leads: DENIED,
	contacts: DENIED,
	companies: DENIED,
	tasks: { edit: 'D', delete: 'D' },
	mail_access: false,
	catalog_access: false,
	files_access: false,
};

/** Incoming leads stay closed unless something else was said of them. */
function withIncoming(account: AccountState, sent: StatusRight[]): StatusRight[] {
	const closed = account.pipelines().flatMap(({ id, stages }) => {
		const stage = stages.find(({ type }) => type === 1);
		const isTold = sent.some(
			({ pipeline_id, status_id }) => pipeline_id === id && status_id === stage?.id,
		);
		if (!stage || isTold) return [];
		const rights = { view: 'D', edit: 'D', delete: 'D' };
		return [{ entity_type: 'leads', pipeline_id: id, status_id: stage.id, rights }];
	});
	return [...sent, ...closed];
}

/** Every group of rights: as sent, else as held, else none. */
export function wholeRights(account: AccountState, sent: Rights, held: Rights = {}): Rights {
	const groups = Object.entries(NO_RIGHTS).map(([name, none]) => {
		const old = held[name] ?? none;
		const fresh = sent[name];
		const isGroup = typeof fresh === 'object' && typeof old === 'object';
		return [name, isGroup ? { ...old, ...fresh } : (fresh ?? old)];
	});
	const statuses = (sent.status_rights === undefined ? held : sent).status_rights ?? [];
	return {
		...Object.fromEntries(groups),
		status_rights: withIncoming(account, statuses as StatusRight[]),
	};
}
