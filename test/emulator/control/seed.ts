import { blankCard, linkAll, type Ref } from '../api/cards';
import { createCustomer } from '../api/customers';
import { blankEvent } from '../api/journal';
import { createLead } from '../api/leads';
import { blankNote } from '../api/notes';
import { blankBot } from '../api/salesbots';
import { blankTalk } from '../api/talks';
import { blankTask } from '../api/tasks';
import { blankUnsorted } from '../api/unsorted';
import { blankWidget } from '../api/widgets';
import type { ApiCall } from '../api/kit';
import { applyTags, type TagWrite } from '../api/tagList';
import type { CardType } from '../state/account';
import type { Model } from '../state/collection';
import type { World } from '../state/world';

const CARDS: CardType[] = ['leads', 'contacts', 'companies', 'customers'];

interface Parts {
	tags?: TagWrite['all'];
	contacts?: Ref[];
	companies?: Ref[];
}

/** Puts models into an account past all checks: for tests that need many. */
export function seedCollection(
	world: World,
	subdomain: string,
	name: string,
	items: Array<Record<string, unknown>>,
): Array<number | string> {
	const account = world.account(subdomain);
	const userId = account.info.adminUserId;
	const now = world.clock.seconds();
	const call = { account, userId, now, host: account.info.domain } as ApiCall;
	const card = CARDS.find((type) => type === name);
	const blankOf = BLANKS[name] ?? (() => ({ id: account.ids.take('entity') }));
	return items.map((item) => {
		const { _embedded: embedded, ...keys } = item;
		const model: Model = { ...blankOf(call, keys), account_id: account.info.id, ...keys };
		account.ids.keepClearOf(Number(model.id));
		account.collection(name).insert(model);
		if (card && embedded) hang(call, card, model, embedded as Parts);
		return model.id;
	});
}

/** A lead needs a stage of this account. */
function blankLead(call: ApiCall, { status_id, pipeline_id }: Record<string, unknown>): Model {
	return createLead(call, {
		...(status_id === undefined ? {} : { status_id }),
		...(pipeline_id === undefined ? {} : { pipeline_id }),
	});
}

type Blank = (call: ApiCall, keys: Record<string, unknown>) => Model;

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
	bots: blankBot,
	widgets: blankWidget,
	events: (call) => blankEvent(call, { type: 'lead', id: 0 }),
};

function hang({ account }: ApiCall, card: CardType, model: Model, parts: Parts): void {
	applyTags(account, card, model, { all: parts.tags });
	linkAll(account, card, model.id as number, 'contacts', parts.contacts);
	linkAll(account, card, model.id as number, 'companies', parts.companies);
}
