import { createHash } from 'node:crypto';

import { partition } from 'lodash';

import { toIsoMoment } from '../fields/time';
import type { CrmEvent, EventAccount } from './event';
import { readAccount, readAccountId } from './eventAccount';
import { readFields, type HookFields } from './hookTypes';
import { entriesIn, type HookEntry } from './entries';
import type { Branch } from './tree';

/** What is known of a delivery beside its body. */
export interface DeliveryContext {
	/** The body as it came. */
	bytes: Uint8Array;
	/** ISO 8601, UTC. */
	receivedAt: string;
	/** For which account the address was given to amoCRM. */
	account?: Partial<EventAccount>;
	/** Domains of accounts beside amoCRM's own. */
	extraDomains?: string[];
}

/** With them something begins: who made it is who did it. */
const BEGINNINGS = ['add', 'note'];

/** Keys of an item's data that tell who did it; the first that is there counts. */
export const authorKeys = (action: string) =>
	BEGINNINGS.includes(action) ? ['created_by', 'updated_by'] : ['updated_by'];

/** A card may be given a day of creation long ago: its last change is nearer. */
export const momentKeys = (action: string) =>
	BEGINNINGS.includes(action) ? ['updated_at', 'created_at'] : ['updated_at'];

const firstNumber = (data: Branch, keys: string[]) =>
	keys.map((key) => data[key]).find((value) => typeof value === 'number');

/** Tasks carry texts in the time zone of their account, which they do not name: those tell no moment. */
const momentOf = (data: Branch, action: string) => {
	const seconds = firstNumber(data, momentKeys(action));
	return seconds ? toIsoMoment(seconds) : null;
};

const OLD = 'old_';

/** Old values have the names and types of the new ones. */
function readChange(fields: HookFields, sent: Branch) {
	const [old, now] = partition(Object.entries(sent), ([key]) => key.startsWith(OLD));
	const data = readFields(fields, Object.fromEntries(now));
	if (old.length === 0) return { data };
	const before = readFields(
		fields,
		Object.fromEntries(old.map(([key, value]) => [key.slice(OLD.length), value])),
	);
	const told = Object.keys(before).filter((key) => Object.hasOwn(data, key));
	return { data, before, after: Object.fromEntries(told.map((key) => [key, data[key]])) };
}

/** Companies come among the contacts. */
const isCompany = ({ type, entity_type: owner }: Branch) =>
	type === 'company' || owner === 'companies';

function idIn(data: Branch, key: string): string | number | undefined {
	const id = data[key];
	return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

type Happening = Omit<CrmEvent, 'account' | 'delivery'>;

function happening(
	{ entity: listed, id, fields, action, raw, sent }: HookEntry,
	receivedAt: string,
) {
	const change = readChange(fields, sent);
	const { data } = change;
	const entity = listed === 'contact' && isCompany(data) ? 'company' : listed;
	const userId = firstNumber(data, authorKeys(action));
	return {
		event: `${action}_${entity}`,
		entity,
		id: idIn(data, id) ?? '',
		occurredAt: momentOf(data, action) ?? receivedAt,
		...(userId !== undefined && { userId }),
		...change,
		raw,
	} satisfies Happening;
}

/** Entries name their account, too; reviews of chat templates name it only there. */
function accountWithin({ account_id: told }: Branch, account: EventAccount, isOnlyThere: boolean) {
	const id = readAccountId(told);
	if (id === undefined || id === account.id) return account;
	if (account.id > 0) return { id, domain: '', subdomain: '' };
	return isOnlyThere ? { ...account, id } : account;
}

/**
 * Everything that a delivery tells of, each for itself: CRM webhooks and hooks of the Digital Pipeline.
 * @see https://www.amocrm.ru/developers/content/crm_platform/webhooks-format
 * @see https://www.amocrm.ru/developers/content/digital_pipeline/webhooks
 */
export function readDelivery(body: Branch, context: DeliveryContext): CrmEvent[] {
	const account = readAccount(body, context.account, context.extraDomains);
	const id = createHash('sha256')
		.update(`${account.id} ${account.domain}\n`)
		.update(context.bytes)
		.digest('base64url');
	return entriesIn(body).map((entry, position) => {
		const told = happening(entry, context.receivedAt);
		return {
			...told,
			account: accountWithin(told.data, account, body.account === undefined),
			delivery: { id, position, repeated: false },
		};
	});
}
