import { memoize, union } from 'lodash';

import { readBrackets } from '../../emulator/net/message';
import type { LogEntry, Platform } from '../../emulator/types';
import { hookCodes } from '../../nodes/shared/hooks/codes';
import { isEntity, type Answer, type Ask, type Call, type Entity } from './ask';
import { compareAnswers, exactShapes, ifBothCame, type Difference, type Eyes } from './compare';
import { EmulatedAccount } from './emulated';
import { EMULATOR_PATH, isOfEmulator, type Inbox } from './inbox';
import type { Ids } from './kinds';
import { Observer, type Shape, type Vocabulary, type Zone } from './shape';
import type { Step } from './step';
import { stepsFor } from './steps';
import { UNDOCUMENTED } from './stepsBeyondCards';
import { daysOf } from './world';
import { perform } from './writing';

export const HOOK_PAGE = 'crm/webhooks-format';

export const HOOK_ASKS = 'what --write does';

type Sent = Pick<LogEntry, 'method' | 'headers' | 'body'>;

/** By kind, `leads[update]`: what was told of each entity. */
type News = Map<string, Entity[]>;

const entriesOf = (value: unknown): Entity[] =>
	Object.values(Array.isArray(value) || isEntity(value) ? value : {}).filter(isEntity);

function newsIn(sent: Sent[]): News {
	const news: News = new Map();
	for (const { body } of sent) {
		for (const [top, actions] of Object.entries(readBrackets(body))) {
			if (top === 'account' || !isEntity(actions)) continue;
			for (const [action, told] of Object.entries(actions)) {
				const kind = `${top}[${action}]`;
				news.set(kind, [...(news.get(kind) ?? []), ...entriesOf(told)]);
			}
		}
	}
	return news;
}

/** Ids by which an entry says what it is about. */
const ABOUT = ['id', 'uid', 'element_id', 'entity_id'];

function isAbout(entry: Entity, own: Set<string>): boolean {
	const parts = [entry, entry.note].filter(isEntity);
	return parts.some((part) => ABOUT.some((key) => own.has(String(part[key]))));
}

/** What all deliveries have in common. */
const envelope = ({ method, headers, body }: Sent): Answer => ({
	status: 200,
	headers,
	body: { 'made by': method, account: readBrackets(body).account },
});

const shapeOf = (words: Vocabulary, zone: Zone, entries: Entity[]) => {
	const observer = new Observer(words, zone);
	for (const entry of entries) observer.see(entry);
	return observer.shape;
};

const NOBODY = 'http://127.0.0.1:9';

/** What the emulator tells of the writes, in an account that holds nobody's data. */
export const emulatorNews = memoize(async (platform: Platform): Promise<Sent[]> => {
	const account = await EmulatedAccount.on(platform, 'example');
	const { control } = account;
	await account.ask({
		method: 'PATCH',
		path: '/api/v4/customers/mode',
		body: { mode: 'periodicity', is_enabled: true },
	});
	await control.allowHookCodes(
		'example',
		hookCodes.map(({ code }) => code),
	);
	const ids: Ids = {};
	for (const step of stepsFor(true, { address: NOBODY, platform })) {
		await perform(account.ask, ids, step, (title) => `conform ${title}`);
	}
	return await control.log({ kind: 'hook' });
});

/** @param kind `leads[update]`; empty: what all deliveries have in common */
export function shapeOfNews(words: Vocabulary, sent: Sent[], kind: string): Shape | undefined {
	const entries =
		kind === '' ? sent.map((one) => envelope(one).body as Entity) : newsIn(sent).get(kind);
	return entries && shapeOf(words, daysOf('UTC'), entries);
}

/** Learns the words in which deliveries are told. */
export async function learnHookWords(words: Vocabulary, platform: Platform, zone: Zone) {
	const observer = new Observer(words, zone, true);
	for (const sent of await emulatorNews(platform)) {
		observer.see(envelope(sent).body).see(readBrackets(sent.body));
	}
}

/** Deliveries of the account, held against those of the emulator for the same changes. */
export class Deliveries {
	private readonly its: Sent[] = [];
	private logged = 0;

	constructor(
		private readonly inbox: Inbox,
		private readonly emulated: EmulatedAccount,
		private readonly eyes: Eyes,
		/** How long the account may take after its last change. */
		private readonly patienceMs: number,
	) {}

	/** The emulator, whose webhooks lead here. */
	readonly ask: Ask = async (call) => await this.emulated.ask(this.toHere(call));

	private toHere(call: Call): Call {
		if (call.path !== '/api/v4/webhooks' || !isEntity(call.body)) return call;
		const { pathname } = new URL(String(call.body.destination));
		const destination = `${this.inbox.address}${EMULATOR_PATH}${pathname}`;
		return { ...call, body: { ...call.body, destination } };
	}

	/** @param account what the account answered, if the step was done there now: else nothing is expected of it */
	async note(step: Step, nameOf: (title: string) => string, account?: Answer): Promise<void> {
		const { control, account: info } = this.emulated;
		if (step.title === UNDOCUMENTED && account && account.status < 300) {
			const all = hookCodes.map(({ code }) => code);
			await control.allowHookCodes(info.subdomain, all);
			await perform(this.ask, {}, step, nameOf);
		}
		await control.settleDeliveries();
		const sent = await control.log({ kind: 'hook', since: this.logged });
		this.logged = (sent.at(-1)?.index ?? this.logged - 1) + 1;
		this.inbox.take(isOfEmulator);
		if (account) this.its.push(...sent);
	}

	/** @param ids of what was made in the account: of nothing else is anything told */
	async compare(ids: Ids): Promise<Difference[]> {
		const own = new Set(Object.values(ids).map(String));
		const arrived: Sent[] = [];
		const news = (): News => {
			arrived.push(...this.inbox.take((call) => !isOfEmulator(call) && call.method === 'POST'));
			const all = [...newsIn(arrived)].map(([kind, entries]): [string, Entity[]] => [
				kind,
				entries.filter((entry) => isAbout(entry, own)),
			]);
			return new Map(all.filter(([, entries]) => entries.length > 0));
		};
		const its = newsIn(this.its);
		const isAll = () => [...its.keys()].every((kind) => news().has(kind));
		await this.inbox.wait(isAll, this.patienceMs);
		const mine = news();
		const { words, zone } = this.eyes;
		const kinds = union([...mine.keys()], [...its.keys()]);
		const perKind = kinds.flatMap((kind) => {
			const found = ifBothCame(mine.get(kind), its.get(kind), (account, emulator) =>
				exactShapes(shapeOf(words, zone, account), shapeOf(words, zone, emulator)),
			);
			return found.map((one) => this.difference(`webhook ${kind}`, one));
		});
		const [first] = arrived;
		const [itsFirst] = this.its;
		const common =
			first && itsFirst ? compareAnswers(this.eyes, envelope(first), envelope(itsFirst)) : [];
		return [...common.map((one) => this.difference('webhook', one)), ...perKind];
	}

	private difference(read: string, found: Omit<Difference, 'read' | 'asks' | 'page'>): Difference {
		return { read, ...found, asks: [HOOK_ASKS], page: HOOK_PAGE };
	}
}
