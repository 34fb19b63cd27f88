import { createEmulator, type Emulator } from '../../../emulator/createEmulator';
import { handleWith } from '../../../emulator/net/exchange';
import { readBrackets } from '../../../emulator/net/message';
import { zoneFor } from '../../../emulator/state/zones';
import type { Account, Integration, Platform } from '../../../emulator/types';

export const REDIRECT = 'https://builder.example/hook';

/** Of the running test's account, unless it asks for another. */
const zoneOfTest = () => zoneFor(expect.getState().currentTestName ?? '');

export interface Answer<T = Record<string, unknown>> {
	status: number;
	type: string;
	text: string;
	bytes?: Buffer;
	json: T;
	headers: Record<string, string>;
}

interface Asked {
	token?: string;
	body?: unknown;
	form?: Record<string, string>;
	bytes?: Buffer;
	headers?: Record<string, string>;
}

const hungUp = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

export interface Pair {
	access_token: string;
	refresh_token: string;
	expires_in: number;
	server_time: number;
	token_type: string;
}

/** amoCRM with one integration in one account, asked without a network in between. */
export class Town {
	integration!: Integration;
	account!: Account;

	private constructor(readonly emulator: Emulator) {}

	/** @param hookLimitMs how long a builder's server may take: by itself, longer than any load could make it */
	static async open(hookLimitMs = 60_000): Promise<Town> {
		return new Town(await createEmulator({ hookLimitMs }));
	}

	get control() {
		return this.emulator.control;
	}

	/** To be called before each test. */
	async begin(platform: Platform = 'amocrm', timeZone = zoneOfTest()): Promise<void> {
		await this.control.reset();
		this.integration = await this.control.createIntegration({
			name: 'Mine',
			redirectUri: REDIRECT,
			platform,
		});
		this.account = await this.control.createAccount({
			subdomain: 'alpha',
			baseDomain: platform === 'kommo' ? 'kommo.com' : 'amocrm.ru',
			timeZone,
		});
	}

	get place() {
		return { integrationId: this.integration.id, subdomain: this.account.subdomain };
	}

	async ask<T = Record<string, unknown>>(
		method: string,
		address: string,
		{ token, body, form, bytes, headers = {} }: Asked = {},
	): Promise<Answer<T>> {
		const url = new URL(address, `https://${this.account.domain}`);
		const sent = { ...headers };
		if (token) sent.authorization = `Bearer ${token}`;
		if (body !== undefined) sent['content-type'] ??= 'application/json';
		if (form) sent['content-type'] = 'application/x-www-form-urlencoded';
		const call = {
			method,
			host: url.hostname,
			path: url.pathname,
			query: readBrackets(url.search.slice(1)),
			headers: sent,
			body: form
				? new URLSearchParams(form).toString()
				: body === undefined
					? ''
					: JSON.stringify(body),
			bytes,
		};
		const { rooms } = this.emulator;
		const fault = rooms.takeFault(call);
		if (fault?.reset === 'before') throw hungUp();
		const { reply } = await handleWith(fault, rooms, call, rooms.note(call));
		if (fault?.reset === 'after') throw hungUp();
		const isJson = reply.headers['content-type']?.endsWith('json');
		return {
			status: reply.status,
			type: reply.headers['content-type'] ?? '',
			text: reply.body,
			bytes: reply.bytes,
			json: (isJson ? JSON.parse(reply.body) : {}) as T,
			headers: reply.headers,
		};
	}

	/** Never slowed down: limits have tests of their own. */
	async api<T = Record<string, unknown>>(method: string, path: string, asked: Asked = {}) {
		await this.control.resetLimits();
		return await this.ask<T>(method, `/api/v4${path}`, asked);
	}

	async tokenRequest<T = Record<string, unknown>>(
		body: Record<string, string | undefined>,
		host = this.account.domain,
	) {
		return await this.ask<T>('POST', `https://${host}/oauth2/access_token`, {
			body: {
				client_id: this.integration.id,
				client_secret: this.integration.secret,
				redirect_uri: REDIRECT,
				...body,
			},
		});
	}

	async connect(): Promise<Pair> {
		const { code } = await this.control.issueCode(this.place);
		const { json } = await this.tokenRequest<Pair>({ grant_type: 'authorization_code', code });
		return json;
	}

	async refresh<T = Record<string, unknown>>(refreshToken: string, host = this.account.domain) {
		return await this.tokenRequest<T>(
			{ grant_type: 'refresh_token', refresh_token: refreshToken },
			host,
		);
	}
}

export interface Written {
	_links: unknown;
	_embedded: Record<string, Array<Record<string, unknown>>>;
}

export interface Refused {
	'validation-errors': Array<{
		request_id: string;
		errors: Array<{ code: string; path: string }>;
	}>;
}

/** What a field of these types can't be made without. */
const NEEDED: Record<string, Record<string, unknown>> = {
	monetary: { currency: 'RUB' },
	linked_entity: { search_in: 'contacts' },
};

/** A town with an open http: reads and writes as the connected integration. */
export class Writer {
	town!: Town;
	token = '';

	async open(): Promise<void> {
		this.town = await Town.open();
	}

	async begin(platform?: Platform, timeZone?: string): Promise<void> {
		await this.town.begin(platform, timeZone);
		this.token = (await this.town.connect()).access_token;
	}

	read = async <T = Record<string, unknown>>(path: string) =>
		await this.town.api<T>('GET', path, { token: this.token });

	post = async <T = Written>(path: string, body: unknown) =>
		await this.town.api<T>('POST', path, { token: this.token, body });

	patch = async <T = Written>(path: string, body: unknown) =>
		await this.town.api<T>('PATCH', path, { token: this.token, body });

	remove = async <T = Record<string, unknown>>(path: string, body?: unknown) =>
		await this.town.api<T>('DELETE', path, { token: this.token, body });

	seed = async (collection: string, ...items: Array<Record<string, unknown>>) =>
		await this.town.control.seed('alpha', collection, items);

	/** The ids of what a create made. */
	made = async (path: string, ...items: unknown[]) => {
		const { json } = await this.post(path, items);
		return Object.values(json._embedded)[0].map(({ id }) => id as number);
	};

	/** Goes on as another integration in the same account. */
	becomeAnother = async () => {
		const { control } = this.town;
		this.town.integration = await control.createIntegration({
			name: 'Other',
			redirectUri: REDIRECT,
		});
		this.token = (await this.town.connect()).access_token;
	};

	/** The same call by a user who is no admin. */
	asClerk = async (method: string, path: string, body?: unknown) => {
		const [id] = await this.seed('users', { rights: { is_active: true, is_admin: false } });
		const headers = { 'x-context-user-id': String(id) };
		return await this.town.api(method, path, { token: this.token, body, headers });
	};

	/** What is wrong with the one object of this write. */
	complaint = async (path: string, item: Record<string, unknown>) => {
		const { status, json } = await this.post<Refused>(path, [item]);
		expect(status).toBe(400);
		const [{ errors }] = json['validation-errors'];
		return errors.map(({ code, path: where }) => `${code} ${where}`);
	};

	async addField(card: string, field: Record<string, unknown>) {
		const { status, json } = await this.post(`/${card}/custom_fields`, [
			{ name: 'Field', ...NEEDED[String(field.type)], ...field },
		]);
		expect(status).toBe(201);
		return json._embedded.custom_fields[0] as { id: number; enums: Array<{ id: number }> };
	}
}
