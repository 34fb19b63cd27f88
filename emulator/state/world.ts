import { randomBytes, randomUUID } from 'node:crypto';
import { Clock } from '../core/clock';
import { Faults } from '../core/faults';
import { RateLimits } from '../core/limits';
import { RequestLog } from '../core/log';
import type { SignToken, TokenSubject } from '../oauth/claims';
import { GrantBook, type Party } from '../oauth/grants';
import type {
	Account,
	AccountSettings,
	AddressSign,
	Channel,
	ChannelSettings,
	Integration,
	IntegrationSettings,
	Place,
	Platform,
} from '../types';
import type { UploadedWidget } from '../widgets/archive';
import { AccountState } from './account';
import { Channels, SCOPE_MARK } from './channels';
import { Ids } from './ids';
import { seedAccount } from './seed';
import { checkZone } from './zones';

const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** Hosts that can never be an account's. */
const RESERVED = /^(www|accounts|amojo|drive-[a-z0-9]+|api-[a-z0-9]+)$/;

function isAcceptable(address: string): boolean {
	if (!URL.canParse(address)) return false;
	const { protocol, hostname } = new URL(address);
	const isOwnMachine = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
	return protocol === 'https:' || (protocol === 'http:' && isOwnMachine);
}

/** Where amoCRM may be told to call or to lead. */
export function checkAddress(address: string): void {
	if (!isAcceptable(address)) {
		throw new Error(`"${address}" must be https, or http on the builder's own machine`);
	}
}

export const platformOf = (baseDomain: string): Platform =>
	baseDomain === 'amocrm.ru' ? 'amocrm' : 'kommo';

export interface LeftAddress {
	status: AddressSign;
	domain: string;
}

/** The state of the whole of amoCRM: accounts, integrations, grants, and what went wrong or by. */
export class World {
	readonly clock = new Clock();
	readonly limits = new RateLimits();
	readonly log = new RequestLog();
	readonly faults = new Faults();
	/** Added to each answer of the API. */
	latencyMs = 0;
	grants: GrantBook;
	/** Uploaded, by integration. */
	readonly widgets = new Map<string, UploadedWidget>();
	readonly channels = new Channels();
	private ids = new Ids();
	private integrations = new Map<string, Integration>();
	private accounts = new Map<number, AccountState>();
	private installed = new Set<string>();
	private left = new Map<string, { status: AddressSign; accountId: number }>();

	constructor(private readonly sign: SignToken) {
		this.grants = new GrantBook(this.clock, sign);
	}

	reset(): void {
		this.clock.reset();
		this.limits.reset();
		this.log.clear();
		this.faults.clear();
		this.latencyMs = 0;
		this.grants = new GrantBook(this.clock, this.sign);
		this.ids = new Ids();
		this.integrations = new Map();
		this.accounts = new Map();
		this.installed = new Set();
		this.left = new Map();
		this.widgets.clear();
		this.channels.clear();
	}

	createIntegration(settings: IntegrationSettings): Integration {
		checkIntegration(settings);
		const integration: Integration = {
			scopes: ['crm', 'notifications'],
			platform: 'amocrm',
			isPublic: true,
			...settings,
			id: randomUUID(),
			secret: randomBytes(48).toString('base64url'),
		};
		this.integrations.set(integration.id, integration);
		return integration;
	}

	updateIntegration(id: string, patch: Partial<IntegrationSettings>): Integration {
		const integration = this.integration(id);
		checkIntegration({ ...integration, ...patch });
		return Object.assign(integration, patch);
	}

	findIntegration(id: unknown): Integration | undefined {
		return this.integrations.get(String(id));
	}

	integration(id: string): Integration {
		const found = this.integrations.get(id);
		if (!found) throw new Error(`No integration ${id}`);
		return found;
	}

	createAccount(settings: AccountSettings): AccountState {
		const { subdomain, baseDomain = 'amocrm.ru' } = settings;
		const domain = this.freeDomain(subdomain, baseDomain);
		const platform = platformOf(baseDomain);
		const isRussian = platform === 'amocrm';
		const info: Account = {
			name: subdomain,
			country: isRussian ? 'RU' : 'US',
			currency: isRussian ? 'RUB' : 'USD',
			language: isRussian ? 'ru' : 'en',
			timeZone: isRussian ? 'Europe/Moscow' : 'America/Sao_Paulo',
			id: this.ids.take('account'),
			adminUserId: this.ids.take('user'),
			...settings,
			baseDomain,
			domain,
			platform,
		};
		checkZone(info.timeZone);
		const account = new AccountState(info, this.ids);
		seedAccount(account);
		this.accounts.set(info.id, account);
		return account;
	}

	/** `sign`: what the former address answers from now on; none: that there is no such account. */
	renameAccount(subdomain: string, newSubdomain: string, sign?: AddressSign): AccountState {
		const account = this.account(subdomain);
		const domain = this.freeDomain(newSubdomain, account.info.baseDomain);
		const { subdomain: oldSubdomain, domain: oldDomain } = account.info;
		if (sign) this.left.set(oldDomain, { status: sign, accountId: account.info.id });
		account.info = { ...account.info, subdomain: newSubdomain, domain };
		for (const integration of this.integrations.values()) {
			if (integration.ownerAccount === oldSubdomain) integration.ownerAccount = newSubdomain;
		}
		return account;
	}

	/** What stands at an address that an account has left, with where it is now. */
	leftAddress(host: string): LeftAddress | undefined {
		const left = this.left.get(host);
		const account = left && this.accountById(left.accountId);
		if (!account || this.accountAt(host)) return undefined;
		return { status: left.status, domain: account.info.domain };
	}

	/** By subdomain, or by the whole domain where two platforms have the same subdomain. */
	account(name: string): AccountState {
		const found = [...this.accounts.values()].find(
			({ info }) => info.subdomain === name || info.domain === name,
		);
		if (!found) throw new Error(`No account ${name}`);
		return found;
	}

	accountAt(host: string): AccountState | undefined {
		return [...this.accounts.values()].find(({ info }) => info.domain === host);
	}

	accountOf(uuid: string): AccountState | undefined {
		return [...this.accounts.values()].find((account) => account.uuid === uuid);
	}

	accountByAmojoId(id: string): AccountState | undefined {
		return [...this.accounts.values()].find((account) => account.amojoId === id);
	}

	accountById(id: number): AccountState | undefined {
		return this.accounts.get(id);
	}

	/** Accounts in which an admin may grant this integration: a private one only at its owner's. */
	accountsOpenTo(integration: Integration): AccountState[] {
		return [...this.accounts.values()].filter(({ info }) => mayGrant(integration, info));
	}

	/** A code for this integration in this account; granting is what installs it. */
	grantCode(integrationId: string, name: string): { code: string; account: AccountState } {
		const subject = this.subjectFor(integrationId, name);
		const account = this.account(name);
		this.installed.add(`${integrationId}@${account.info.id}`);
		return { code: this.grants.issueCode(subject), account };
	}

	async grantLongLived(integrationId: string, name: string, days: number): Promise<string> {
		const integration = this.integration(integrationId);
		if (integration.isPublic) {
			throw new Error('Only a private integration (isPublic: false) has long-lived tokens');
		}
		if (!(days >= 1 && days <= 5 * 366)) {
			throw new Error('A long-lived token lives from 1 day to 5 years');
		}
		const subject = this.subjectFor(integrationId, name);
		this.installed.add(`${integrationId}@${subject.accountId}`);
		return await this.grants.issueLongLived(subject, days);
	}

	isInstalled({ integrationId, accountId }: Party): boolean {
		return this.installed.has(`${integrationId}@${accountId}`);
	}

	partyOf({ integrationId, subdomain }: Place): Party {
		return {
			integrationId: this.integration(integrationId).id,
			accountId: this.account(subdomain).info.id,
		};
	}

	checkInstalled(place: Place): void {
		if (this.isInstalled(this.partyOf(place))) return;
		const { name } = this.integration(place.integrationId);
		throw new Error(`"${name}" is not installed in ${place.subdomain}`);
	}

	/** Forgets the installation and kills all that came of it. */
	uninstall(party: Party): void {
		this.installed.delete(`${party.integrationId}@${party.accountId}`);
		this.grants.revoke(party);
		const account = this.accountById(party.accountId);
		if (account) this.channels.disconnectAll(party.integrationId, account);
	}

	/** What amoCRM's support does on request. */
	registerChannel(settings: ChannelSettings): Channel {
		checkHookUrl(settings.hookUrl);
		return this.channels.register(settings, this.integration(settings.integrationId).platform);
	}

	changeChannel(id: string, patch: Partial<ChannelSettings>): Channel {
		const channel = this.channels.channel(id);
		checkHookUrl(patch.hookUrl ?? channel.hookUrl);
		return Object.assign(channel, patch);
	}

	private subjectFor(integrationId: string, name: string): TokenSubject {
		const integration = this.integration(integrationId);
		const { info } = this.account(name);
		if (!mayGrant(integration, info)) {
			throw new Error(`"${integration.name}" can't be granted in ${info.domain}`);
		}
		const shard = info.platform === 'amocrm' ? 'api-b' : 'api-c';
		return {
			integrationId,
			accountId: info.id,
			userId: info.adminUserId,
			baseDomain: info.baseDomain,
			apiDomain: `${shard}.${info.baseDomain}`,
			scopes: integration.scopes,
		};
	}

	private freeDomain(subdomain: string, baseDomain: string): string {
		if (!SUBDOMAIN.test(subdomain) || RESERVED.test(subdomain)) {
			throw new Error(`"${subdomain}" can't be a subdomain`);
		}
		const domain = `${subdomain}.${baseDomain}`;
		if (this.accountAt(domain)) throw new Error(`${domain} is taken`);
		return domain;
	}
}

function mayGrant(integration: Integration, account: Account): boolean {
	if (integration.platform !== account.platform) return false;
	return integration.isPublic || integration.ownerAccount === account.subdomain;
}

function checkHookUrl(address: string): void {
	checkAddress(address);
	if (!address.includes(SCOPE_MARK)) throw new Error(`"${address}" must contain ${SCOPE_MARK}`);
}

function checkIntegration({ redirectUri, disableUri }: IntegrationSettings): void {
	checkAddress(redirectUri);
	if (disableUri !== undefined) checkAddress(disableUri);
}
