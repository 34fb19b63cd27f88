import { blankCard, linkAll, type Ref } from '../api/cards';
import { COMPANIES } from '../api/companies';
import { CONTACTS } from '../api/contacts';
import { createCustomer, CUSTOMERS } from '../api/customers';
import { blankEvent, recordChange } from '../api/journal';
import { createLead, LEADS } from '../api/leads';
import { blankNote } from '../api/notes';
import { blankBot } from '../api/salesbots';
import { blankTask, TASKS } from '../api/tasks';
import { blankUnsorted } from '../api/unsorted';
import { blankWidget } from '../api/widgets';
import { callWithin, type ApiCall } from '../api/kit';
import { applyTags, type TagWrite } from '../api/tagList';
import type { CardType } from '../state/account';
import { kindOf } from '../state/changes';
import type { Model } from '../state/collection';
import { blankMessage, blankTalk } from '../state/talks';
import type { World } from '../state/world';

const CARDS: CardType[] = ['leads', 'contacts', 'companies', 'customers'];

interface Parts {
	tags?: TagWrite['all'];
	contacts?: Ref[];
	companies?: Ref[];
}

export type Items = Array<Record<string, unknown>>;

const callBy = (world: World, subdomain: string, userId?: number) =>
	callWithin(world.account(subdomain), world.clock.seconds(), userId);

/** Puts models into an account past all checks: for tests that need many. */
export function seedCollection(
	world: World,
	subdomain: string,
	name: string,
	items: Items,
	{ tells = false },
): Array<number | string> {
	const call = callBy(world, subdomain);
	const { account } = call;
	const card = CARDS.find((type) => type === name);
	const blankOf = BLANKS[kindOf(name)] ?? (() => ({ id: account.ids.take('entity') }));
	return items.map((item) => {
		const { _embedded: embedded, ...keys } = item;
		const model: Model = { ...blankOf(call, keys, name), account_id: account.info.id, ...keys };
		account.ids.keepClearOf(Number(model.id));
		account.collection(name).insert(model);
		if (card && embedded) hang(call, card, model, embedded as Parts);
		if (tells) recordChange(call, model, { collection: name });
		return model.id;
	});
}

type Update = (call: ApiCall, model: Model, value: Record<string, unknown>) => void;

/** What else changes with a change; other objects only take what they are given. */
const UPDATES: Record<string, Update | undefined> = Object.fromEntries(
	[LEADS, CONTACTS, COMPANIES, CUSTOMERS, TASKS].map(({ key, write }) => [key, write?.update]),
);

const assign: Update = ({ now, userId }, model, value) => {
	Object.assign(model, { updated_at: now, updated_by: userId }, value);
};

/** Changes past all checks, told of as any other. */
export function changeModels(
	world: World,
	subdomain: string,
	name: string,
	patches: Model[],
	userId?: number,
): void {
	const call = callBy(world, subdomain, userId);
	for (const { id, ...value } of patches) {
		const model = call.account.collection(name).get(id);
		if (!model) throw new Error(`No ${id} in ${name}`);
		const before = { ...model };
		(UPDATES[name] ?? assign)(call, model, value);
		recordChange(call, model, { collection: name, before });
	}
}

/** A lead needs a stage of this account. */
function blankLead(call: ApiCall, { status_id, pipeline_id }: Record<string, unknown>): Model {
	return createLead(call, {
		...(status_id === undefined ? {} : { status_id }),
		...(pipeline_id === undefined ? {} : { pipeline_id }),
	});
}

type Blank = (call: ApiCall, keys: Record<string, unknown>, collection: string) => Model;

/** What fills in the keys that a test leaves out. */
const BLANKS: Record<string, Blank> = {
	...Object.fromEntries(
		CARDS.flatMap((card): Array<[string, Blank]> => [
			[card, ({ account, userId, now }) => blankCard(account, userId, now)],
			[`${card}/notes`, blankNote],
		]),
	),
	leads: blankLead,
	customers: (call) => createCustomer(call, {}),
	'leads/unsorted': blankUnsorted,
	tasks: blankTask,
	talks: blankTalk,
	'talks/:id/messages': (call, _keys, name) => blankMessage(call, Number(name.split('/')[1])),
	bots: blankBot,
	widgets: blankWidget,
	events: (call) => blankEvent(call, { type: 'lead', id: 0 }),
};

function hang({ account }: ApiCall, card: CardType, model: Model, parts: Parts): void {
	applyTags(account, card, model, { all: parts.tags });
	linkAll(account, card, model.id as number, 'contacts', parts.contacts);
	linkAll(account, card, model.id as number, 'companies', parts.companies);
}
