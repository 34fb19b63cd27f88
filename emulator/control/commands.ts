import { COMPANIES } from '../api/companies';
import { CONTACTS } from '../api/contacts';
import { CUSTOMERS } from '../api/customers';
import { LEADS } from '../api/leads';
import type { ApiCall, Present } from '../api/kit';
import type { LogQuery } from '../core/log';
import { authorizeExternal, type ExternalRequest, type ExternalResult } from '../oauth/external';
import { redirectAfterConsent } from '../oauth/redirect';
import type { Model } from '../state/collection';
import type { Link } from '../state/links';
import type { World } from '../state/world';
import type {
	Account,
	AccountSettings,
	AddressSign,
	Behaviour,
	Delivery,
	Fault,
	GrantState,
	Integration,
	IntegrationSettings,
	LogEntry,
	Place,
} from '../types';
import { chatCommands, type ChatCommands } from './chatCommands';
import { deliveryCommands, type DeliveryCommands } from './deliveryCommands';
import { disableIntegration, installIntegration } from '../widgets/installed';
import type { Stage } from './stage';
import { widgetCommands, type WidgetCommands } from './widgetCommands';

/** Everything that a test or a player can do to the emulator. */
export interface ControlApi extends DeliveryCommands, WidgetCommands, ChatCommands {
	createIntegration(settings: IntegrationSettings): Promise<Integration>;
	updateIntegration(id: string, patch: Partial<IntegrationSettings>): Promise<Integration>;
	createAccount(settings: AccountSettings): Promise<Account>;
	account(subdomain: string): Promise<Account>;
	/** With a sign the former address leads on (301, 302) or is gone (410); without, nobody knows it. */
	renameAccount(subdomain: string, newSubdomain: string, sign?: AddressSign): Promise<Account>;
	installWidget(place: Place): Promise<Delivery>;
	/** The tokens are dead before the hook leaves. Null: the integration has no address for it. */
	uninstall(place: Place): Promise<Delivery | null>;
	/** The code shown in the integration's own window. */
	issueCode(place: Place): Promise<{ code: string; referer: string }>;
	/** The button without a browser: where the person's browser would be sent. */
	authorize(
		asked: Place & { state?: string; decision?: 'allow' | 'deny' },
	): Promise<{ redirectUrl: string }>;
	/** The button that makes an integration of its own; tells its server first, then leads the browser. */
	authorizeExternal(asked: ExternalRequest): Promise<ExternalResult>;
	/** An account that installed the integration earlier: its code is exchanged already. */
	issueTokens(place: Place): Promise<{ accessToken: string; refreshToken: string }>;
	issueLongLivedToken(asked: Place & { days: number }): Promise<{ accessToken: string }>;
	grants(filter?: Partial<Place>): Promise<GrantState[]>;
	log(query?: LogQuery): Promise<LogEntry[]>;
	/** Milliseconds added to each answer of the API. */
	setLatency(ms: number): Promise<void>;
	addFault(fault: Fault): Promise<void>;
	clearFaults(): Promise<void>;
	/** Empties the counters and lifts blocks; the limits themselves stay. */
	resetLimits(): Promise<void>;
	setFilterOption(subdomain: string, enabled: boolean): Promise<void>;
	setBehaviour(subdomain: string, behaviour: Partial<Behaviour>): Promise<void>;
	/** Undocumented codes that a webhook of this account may be subscribed to from now on. */
	allowHookCodes(subdomain: string, codes: string[]): Promise<void>;
	/** Kills everything of the grant, without uninstalling and without telling anybody. */
	revokeAccess(place: Place): Promise<void>;
	/** Access tokens die before their time; refreshing still works. */
	expireAccess(place: Place): Promise<void>;
	/** Cards as the API shows them with all their parts; other collections as they are kept. */
	entities(subdomain: string, collection: string): Promise<Array<Record<string, unknown>>>;
	/** Takes everything out of a collection, also what every account has from its first day. */
	empty(subdomain: string, collection: string): Promise<void>;
	/** Puts objects into a collection exactly as they are given. */
	put(subdomain: string, collection: string, models: Model[]): Promise<void>;
	/** Links cards as they are linked elsewhere. */
	join(subdomain: string, links: Link[]): Promise<void>;
	reset(): Promise<void>;
}

export function makeCommands(stage: Stage): ControlApi {
	const { world, hooks, queue, channelQueue } = stage;
	const partyOf = (place: Place) => world.partyOf(place);
	return {
		createIntegration: async (settings) => world.createIntegration(settings),
		updateIntegration: async (id, patch) => world.updateIntegration(id, patch),
		createAccount: async (settings) => world.createAccount(settings).info,
		account: async (subdomain) => world.account(subdomain).info,
		renameAccount: async (...asked) => world.renameAccount(...asked).info,
		installWidget: async (place) => await installIntegration(stage, place),
		uninstall: async (place) => await disableIntegration(stage, place),
		async issueCode({ integrationId, subdomain }) {
			const { code, account } = world.grantCode(integrationId, subdomain);
			return { code, referer: account.info.domain };
		},
		async authorize({ integrationId, subdomain, state, decision = 'allow' }) {
			const asked = { integrationId, account: subdomain, state, decision };
			return { redirectUrl: redirectAfterConsent(world, asked) };
		},
		authorizeExternal: async (asked) => await authorizeExternal(world, hooks, asked),
		issueTokens: async (place) => {
			const { code } = world.grantCode(place.integrationId, place.subdomain);
			const pair = await world.grants.redeemCode(code, partyOf(place));
			return { accessToken: pair.accessToken, refreshToken: pair.refreshToken };
		},
		issueLongLivedToken: async ({ integrationId, subdomain, days }) => ({
			accessToken: await world.grantLongLived(integrationId, subdomain, days),
		}),
		grants: async ({ integrationId, subdomain } = {}) =>
			world.grants.states({
				integrationId,
				accountId: subdomain === undefined ? undefined : world.account(subdomain).info.id,
			}),
		log: async (query = {}) => world.log.find(query),
		async setLatency(ms) {
			world.latencyMs = ms;
		},
		addFault: async (fault) => world.faults.add(fault),
		clearFaults: async () => world.faults.clear(),
		resetLimits: async () => world.limits.reset(),
		async setFilterOption(subdomain, enabled) {
			world.account(subdomain).filterOption = enabled;
		},
		async setBehaviour(subdomain, behaviour) {
			Object.assign(world.account(subdomain).behaviour, behaviour);
		},
		async allowHookCodes(subdomain, codes) {
			world.account(subdomain).extraHookCodes = codes;
		},
		revokeAccess: async (place) => world.grants.revoke(partyOf(place)),
		expireAccess: async (place) => world.grants.expireAccess(partyOf(place)),
		entities: async (subdomain, collection) => showEntities(world, subdomain, collection),
		empty: async (subdomain, collection) => world.account(subdomain).collection(collection).clear(),
		async put(subdomain, name, models) {
			const collection = world.account(subdomain).collection(name);
			for (const model of models) collection.insert(model);
		},
		async join(subdomain, links) {
			const { links: store } = world.account(subdomain);
			for (const { ends, metadata } of links) store.join(...ends, metadata);
		},
		...deliveryCommands(stage),
		...widgetCommands(stage),
		...chatCommands(stage),
		async reset() {
			world.reset();
			queue.clear();
			channelQueue.clear();
		},
	};
}

const CARDS = [LEADS, CONTACTS, COMPANIES, CUSTOMERS];

const EVERY_PART = new Set([
	'contacts',
	'leads',
	'companies',
	'customers',
	'catalog_elements',
	'loss_reason',
	'source',
	'source_id',
]);

function showEntities(world: World, subdomain: string, name: string) {
	const account = world.account(subdomain);
	if (name === 'links') return account.links.all().map((link) => ({ ...link }));
	const models = account.collection(name).all();
	const present: Present | undefined = CARDS.find(({ path }) => path === `/${name}`)?.present;
	if (!present) return models;
	const call = { account, host: account.info.domain } as ApiCall;
	return models.map((model) => present(call, model, EVERY_PART));
}
