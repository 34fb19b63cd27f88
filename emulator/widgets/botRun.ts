import { showToClient } from '../api/botSteps';
import { callWithin } from '../api/kit';
import type { Stage } from '../control/stage';
import type { AccountState, BotAnswer } from '../state/account';
import type { Place } from '../types';
import { runWidgetRequest, type WidgetRequest } from './bots';

/** A bot made in the designer, on one card. amocrm.ru/developers: digital_pipeline/salesbot, integrations/salesbot_widget. */
interface Handler {
	handler: string;
	params: Record<string, unknown>;
}

interface Step {
	question: Handler[];
}

interface Condition {
	term1: string;
	term2: string;
	operation: string;
}

/** Ends the bot, or leads it to another step. */
type Turn = { step: number } | { exit: string } | undefined;

type Card = Pick<WidgetRequest, 'entityType' | 'entityId'>;

export type BotOnCard = Omit<Place, 'integrationId'> & Card & { botId: number };

const OPERATIONS: Record<string, (left: string, right: string) => boolean> = {
	'=': (left, right) => left === right,
	'!=': (left, right) => left !== right,
};

const SINGULAR = { leads: 'lead', contacts: 'contact', customers: 'customer' };

const isHandler = (value: unknown): value is Handler =>
	typeof value === 'object' && value !== null && 'handler' in value && 'params' in value;

/** What `onSalesbotDesignerSave` gives: JSON of steps. @throws Error that says what is wrong with it */
export function readBotSource(source: unknown): Step[] {
	if (typeof source !== 'string')
		throw new Error('onSalesbotDesignerSave must give a text of JSON');
	const steps = JSON.parse(source) as Step[];
	if (!Array.isArray(steps) || steps.length === 0) throw new Error('A bot is a list of steps');
	for (const { question } of steps) {
		if (!Array.isArray(question) || !question.every(isHandler)) {
			throw new Error('A step has a list "question" of handlers with params');
		}
		const unknown = question.find(({ handler }) => !Object.hasOwn(HANDLERS, handler));
		if (unknown) throw new Error(`Salesbot knows no handler "${unknown.handler}"`);
	}
	return steps;
}

class BotRun {
	json: Record<string, unknown> = {};
	readonly shown: string[] = [];

	constructor(
		private readonly stage: Stage,
		readonly place: Place & { botId: number },
		readonly card: Card,
		private readonly account: AccountState,
	) {}

	/** `{{lead.id}}`, `{{json.status}}`; what is not there is empty. */
	fill(text: string): string {
		const model = this.account.collection(this.card.entityType).get(this.card.entityId);
		const known: Record<string, unknown> = {
			[SINGULAR[this.card.entityType]]: model,
			json: this.json,
		};
		return text.replace(/\{\{(\w+)\.([\w.]+)\}\}/g, (_, whole: string, part: string) => {
			const value = (known[whole] as Record<string, unknown> | undefined)?.[part];
			return value === undefined || value === null ? '' : String(value);
		});
	}

	fillAll(data: Record<string, unknown>): Record<string, unknown> {
		const filled = Object.entries(data).map(([key, value]) => [
			key,
			typeof value === 'string' ? this.fill(value) : value,
		]);
		return Object.fromEntries(filled) as Record<string, unknown>;
	}

	show(text: string): void {
		const { account, card, place, stage } = this;
		this.shown.push(text);
		const about = { botId: place.botId, ...card };
		showToClient(callWithin(account, stage.world.clock.seconds()), about, text);
		stage.announce(account);
	}

	/** Waits until somebody lets the bot go on. */
	async askWidget({ url, data = {} }: Record<string, unknown>): Promise<Turn> {
		const { world, webhooks } = this.stage;
		const asked: WidgetRequest = {
			...this.place,
			...this.card,
			url: String(url),
			data: this.fillAll(data as Record<string, unknown>),
		};
		const told = await new Promise<BotAnswer>((resolve, reject) => {
			runWidgetRequest(world, webhooks, asked, resolve).catch(reject);
		});
		this.json = { ...told.data };
		return await this.runAll(told.execute_handlers ?? []);
	}

	async runAll(handlers: Handler[]): Promise<Turn> {
		for (const { handler, params } of handlers) {
			const turn = await HANDLERS[handler](this, params);
			if (turn) return turn;
		}
		return undefined;
	}
}

const HANDLERS: Record<
	string,
	(run: BotRun, params: Record<string, unknown>) => Promise<Turn> | Turn
> = {
	widget_request: async (run, params) => await run.askWidget(params),
	goto: (_run, { type, step }) => (type === 'finish' ? { exit: 'finish' } : { step: Number(step) }),
	exits: (_run, { value }) => ({ exit: String(value) }),
	show(run, { value }) {
		run.show(run.fill(String(value)));
		return undefined;
	},
	async conditions(run, { logic, conditions, result }) {
		const holds = (conditions as Condition[]).map(({ term1, term2, operation }) =>
			OPERATIONS[operation](run.fill(term1), run.fill(term2)),
		);
		const all = logic === 'or' ? holds.some(Boolean) : holds.every(Boolean);
		return all ? await run.runAll(result as Handler[]) : undefined;
	},
};

const MOST_TURNS = 100;

/** Runs to its end; `entities(…, 'bots/finished')` tells by which exit, and what the client was shown. */
export async function runDesignedBot(stage: Stage, asked: BotOnCard): Promise<void> {
	const account = stage.world.account(asked.subdomain);
	const bot = account.collection('bots/designed').get(asked.botId);
	if (!bot) throw new Error(`No bot ${asked.botId} was made in the designer`);
	const steps = bot.steps as Step[];
	const { botId, subdomain, entityType, entityId } = asked;
	const place = { integrationId: String(bot.integration_id), subdomain, botId };
	const run = new BotRun(stage, place, { entityType, entityId }, account);
	let turn: Turn = { step: 0 };
	for (let turns = 0; turn && 'step' in turn && turns < MOST_TURNS; turns++) {
		turn = await run.runAll(steps[turn.step]?.question ?? []);
	}
	account.collection('bots/finished').insert({
		id: account.ids.take('entity'),
		bot_id: botId,
		entity_id: entityId,
		exit: turn && 'exit' in turn ? turn.exit : null,
		shown: run.shown,
	});
}
