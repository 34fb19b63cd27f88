import { omit, partition } from 'lodash';
import { createHash } from 'node:crypto';

import { toIsoMoment } from '../fields/time';
import { entityUnder, type HookEntity, NOTE } from './entities';
import type { CrmEvent, EventAccount } from './event';
import { readAccount, readAccountId } from './eventAccount';
import { type HookFields, readFields } from './hookTypes';
import { replyFactsOf } from './reply';
import { type Branch, entriesOf, isBranch, type Tree } from './tree';

/** One event in a body, before its fields are read. */
interface HookEntry extends HookEntity {
	action: string;
	/** As it came. */
	raw: Branch;
	/** The same without the wrapper of notes. */
	sent: Branch;
}

/** Reviews of chat templates come without the name of their entity. */
const NAMELESS = new Map([['add', 'chat_template_review']]);

/** Actions by their entity; a text has none. */
function actionsUnder(key: string, tree: Tree): Array<[string, Branch]> {
	const entity = NAMELESS.get(key) ?? (Array.isArray(tree) ? 'unknown' : undefined);
	if (entity) return [[entity, { [key]: tree }]];
	return isBranch(tree) ? [[key, tree]] : [];
}

/** The note is nested in the entry; the entity of the event is the card. */
function noteOf(entity: HookEntity, raw: Branch): HookEntity & Pick<HookEntry, 'sent'> {
	const { note, ...rest } = raw;
	const sent = isBranch(note) ? { ...rest, ...note } : raw;
	return { ...entity, id: 'entity_id', fields: NOTE, sent };
}

function toEntry(entity: HookEntity, action: string, tree: Tree): HookEntry {
	// A deletion may send only the id.
	const raw = isBranch(tree) ? tree : { id: tree };
	const described = action === 'note' ? noteOf(entity, raw) : { ...entity, sent: raw };
	return { ...described, action, raw };
}

/** All events of a body: `{ leads: { add: [{ … }], status: [{ … }] } }`. */
const entriesIn = (body: Branch): HookEntry[] =>
	Object.entries(omit(body, 'account'))
		.flatMap(([key, tree]) => actionsUnder(key, tree))
		.flatMap(([key, actions]) =>
			Object.entries(actions).flatMap(([action, tree]) =>
				entriesOf(tree).map((entry) => toEntry(entityUnder(key), action, entry)),
			),
		);

/** What is known of a delivery besides its body. */
export interface DeliveryContext {
	/** The body as it came. */
	bytes: Uint8Array;
	/** ISO 8601, UTC. */
	receivedAt: string;
	/** The account that the address was made for. */
	account?: Partial<EventAccount>;
	/** Domains of accounts besides amoCRM's own. */
	extraDomains?: string[];
}

/** Actions that create something: its creator is the one who did it. */
const CREATIONS = ['add', 'note'];

/** The keys of an item's data that name who did it; the first that is there counts. */
export const authorKeys = (action: string) =>
	CREATIONS.includes(action) ? ['created_by', 'updated_by'] : ['updated_by'];

/** A card may be created with an old date of creation: its last change is closer. */
export const momentKeys = (action: string) =>
	CREATIONS.includes(action) ? ['updated_at', 'created_at'] : ['updated_at'];

const firstNumber = (data: Branch, keys: string[]) =>
	keys.map((key) => data[key]).find((value) => typeof value === 'number');

/** Tasks have times as texts without a time zone: no moment can be read from them. */
const momentOf = (data: Branch, action: string) => {
	const seconds = firstNumber(data, momentKeys(action));
	return seconds ? toIsoMoment(seconds) : null;
};

const OLD_PREFIX = 'old_';

/** Splits off the old values and reads them like the new ones. */
function readChange(fields: HookFields, sent: Branch) {
	const [old, now] = partition(Object.entries(sent), ([key]) => key.startsWith(OLD_PREFIX));
	const data = readFields(fields, Object.fromEntries(now));
	if (old.length === 0) return { data };
	const before = readFields(
		fields,
		Object.fromEntries(old.map(([key, value]) => [key.slice(OLD_PREFIX.length), value])),
	);
	const changed = Object.keys(before).filter((key) => Object.hasOwn(data, key));
	return { data, before, after: Object.fromEntries(changed.map((key) => [key, data[key]])) };
}

/** Companies come among the contacts. */
const isCompany = ({ type, entity_type: owner }: Branch) =>
	type === 'company' || owner === 'companies';

function idIn(data: Branch, key: string): string | number | undefined {
	const id = data[key];
	return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

function toEvent({ entity: listed, id, fields, action, raw, sent }: HookEntry, receivedAt: string) {
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
	} satisfies Omit<CrmEvent, 'account' | 'delivery'>;
}

/** Entries name their account too; reviews of chat templates name it only there. */
function accountWithin({ account_id: sent }: Branch, account: EventAccount, isOnlyThere: boolean) {
	const id = readAccountId(sent);
	if (id === undefined || id === account.id) return account;
	if (account.id > 0) return { id, domain: '', subdomain: '' };
	return isOnlyThere ? { ...account, id } : account;
}

/**
 * The events of a delivery: a CRM webhook, or a hook of the Digital Pipeline.
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
		const event = toEvent(entry, context.receivedAt);
		const own = accountWithin(event.data, account, body.account === undefined);
		return {
			...event,
			account: own,
			...replyFactsOf(event.entity, event.data, own),
			delivery: { id, position, repeated: false },
		};
	});
}
