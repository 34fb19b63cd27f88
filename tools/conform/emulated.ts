import { createEmulator, type Emulator } from '../../emulator/createEmulator';
import { readBrackets } from '../../emulator/net/message';
import type { Model } from '../../emulator/state/collection';
import type { Account, AccountSettings, Platform } from '../../emulator/types';
import { parsed, queryText, type Answer, type Ask, type Call } from './ask';

/** All that an integration can be given. */
const SCOPES = ['crm', 'notifications', 'files', 'files_delete'];

/** An account of the emulator, asked without a network in between, and an integration of its owner's. */
export class EmulatedAccount {
	private constructor(
		private readonly emulator: Emulator,
		readonly account: Account,
		/** Of the integration that asks. */
		readonly integrationId: string,
		readonly token: string,
	) {}

	/** An account of a platform. */
	static async on(platform: Platform, subdomain: string): Promise<EmulatedAccount> {
		const baseDomain = platform === 'amocrm' ? 'amocrm.ru' : 'kommo.com';
		return await EmulatedAccount.open({ subdomain, baseDomain });
	}

	static async open(settings: AccountSettings): Promise<EmulatedAccount> {
		const emulator = await createEmulator();
		const { control } = emulator;
		const account = await control.createAccount(settings);
		const { id: integrationId } = await control.createIntegration({
			name: 'Conform',
			redirectUri: 'https://example.com/',
			platform: account.platform,
			scopes: SCOPES,
			isPublic: false,
			ownerAccount: account.subdomain,
		});
		const { accessToken } = await control.issueLongLivedToken({
			integrationId,
			subdomain: account.subdomain,
			days: 30,
		});
		return new EmulatedAccount(emulator, account, integrationId, accessToken);
	}

	get control() {
		return this.emulator.control;
	}

	readonly ask: Ask = async ({
		method,
		path,
		query,
		body,
		bytes,
		bearer = this.token,
	}: Call): Promise<Answer> => {
		await this.control.resetLimits();
		const { domain, platform, baseDomain } = this.account;
		const drive = `drive-${platform === 'amocrm' ? 'b' : 'c'}.${baseDomain}`;
		const call = {
			method,
			host: path.startsWith('/v1.0/') ? drive : domain,
			path,
			query: readBrackets(queryText(query)),
			headers: {
				...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? '' : JSON.stringify(body),
			...(bytes === undefined ? {} : { bytes: Buffer.from(bytes) }),
		};
		const { rooms } = this.emulator;
		const { reply } = await rooms.handle(call, rooms.note(call));
		return { status: reply.status, headers: reply.headers, body: parsed(reply.body) };
	};

	/** Objects in place of whatever the collection held. */
	async replace(collection: string, models: Model[]): Promise<void> {
		await this.control.empty(this.account.subdomain, collection);
		await this.add(collection, models);
	}

	async add(collection: string, models: Model[]): Promise<void> {
		await this.control.put(this.account.subdomain, collection, models);
	}
}
