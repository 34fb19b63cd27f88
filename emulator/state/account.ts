import type { Account, Behaviour } from '../types';
import type { Change } from './changes';
import { Chats } from './chats';
import { Collection, type Model } from './collection';
import { Drive } from './drive';
import type { Ids } from './ids';
import { LinkStore } from './links';

export interface Stage extends Model {
	id: number;
	name: string;
	sort: number;
	pipeline_id: number;
	/** 1: the stage of incoming leads. */
	type: 0 | 1;
}

export interface Pipeline extends Model {
	id: number;
	is_main: boolean;
	stages: Stage[];
}

export interface EnumOption {
	id: number;
	value: string;
	sort: number;
	code?: string | null;
}

export interface CustomField extends Model {
	id: number;
	name: string;
	type: string;
	code: string | null;
	enums: EnumOption[] | null;
	/** The tree of a category. */
	nested?: EnumOption[] | null;
}

/** Cards that carry custom fields, tags and links. */
export type CardType = 'leads' | 'contacts' | 'companies' | 'customers';

/** How customers are led: by their next purchase through statuses, or by what they share into segments. */
export interface CustomersMode {
	mode: 'segments' | 'periodicity';
	is_enabled: boolean;
}

export const WON = 142;
export const LOST = 143;

/** What a widget sends a bot on with. amocrm.ru/developers: crm/widgets-api. */
export interface BotAnswer {
	data?: Record<string, unknown>;
	execute_handlers?: Array<{ handler: string; params: Record<string, unknown> }>;
}

/** Everything that one account holds. */
export class AccountState {
	/** The paid option behind `filter[…]` of the cards' lists. Kommo has it for free. */
	filterOption = true;
	readonly behaviour: Behaviour = {
		mixedCalls: 200,
		searchLag: 0,
		lastPage: null,
		listsTalks: true,
		grantsBeforeSave: true,
		tellsOnSave: true,
		widgetHooks: 'form',
		isPaid: true,
	};
	/** Undocumented codes of webhooks that this account takes none the less. */
	extraHookCodes: string[] = [];
	customersMode: CustomersMode = { mode: 'segments', is_enabled: false };
	/** Whether the account sells products, and so has their list. */
	sellsProducts = false;
	readonly links = new LinkStore();
	readonly drive = new Drive();
	readonly chats = new Chats();
	/** Bots that wait for a widget, by the id of their step: what to do when they are let go on. */
	readonly waitingBots = new Map<unknown, (told: BotAnswer) => void>();
	/** What webhooks have not been told of yet. */
	changes: Change[] = [];
	private readonly collections = new Map<string, Collection>();

	constructor(
		public info: Account,
		readonly ids: Ids,
	) {}

	get amojoId(): string {
		return uuidFor(this.info.id, 'a');
	}

	get uuid(): string {
		return uuidFor(this.info.id, 'b');
	}

	get driveHost(): string {
		return `drive-${this.info.platform === 'amocrm' ? 'b' : 'c'}.${this.info.baseDomain}`;
	}

	/** Named by its path under `/api/v4`: `leads`, `leads/custom_fields`, `leads/tags`. */
	collection(name: string): Collection {
		let found = this.collections.get(name);
		if (!found) this.collections.set(name, (found = new Collection()));
		return found;
	}

	leadsCustomersBy(wanted: CustomersMode['mode']): boolean {
		const { mode, is_enabled } = this.customersMode;
		return is_enabled && mode === wanted;
	}

	pipelines(): Pipeline[] {
		return this.collection('leads/pipelines').all() as Pipeline[];
	}

	pipeline(id: unknown): Pipeline | undefined {
		return this.collection('leads/pipelines').get(id) as Pipeline | undefined;
	}

	mainPipeline(): Pipeline {
		const all = this.pipelines();
		return all.find((pipeline) => pipeline.is_main) ?? all[0];
	}

	fields(card: string): CustomField[] {
		return this.collection(`${card}/custom_fields`).all() as CustomField[];
	}
}

/** By which the chats know a user. */
export const amojoIdOfUser = (id: unknown): string => uuidFor(Number(id), 'c');

/** Always the same for one account, as amoCRM's are. */
function uuidFor(id: number, kind: string): string {
	return `${id.toString(16).padStart(8, '0')}-0000-4000-8000-${kind.padStart(12, '0')}`;
}

/** The stage a lead gets when none is named: the first that is not for incoming leads. */
export function firstStage(pipeline: Pipeline): Stage {
	const ordinary = pipeline.stages.filter(({ type }) => type !== 1);
	return ordinary.sort((a, b) => a.sort - b.sort)[0];
}
