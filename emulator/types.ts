/** What the emulator's control interface speaks: shapes shared by the program, its client and the tests. */

export type Platform = 'amocrm' | 'kommo';

/** An integration as its builder registered it in amoCRM's settings. */
export interface IntegrationSettings {
	name: string;
	/** Byte for byte what every token request must repeat. */
	redirectUri: string;
	/** Called (GET) when an account disables the integration; none: nobody is told. */
	disableUri?: string;
	scopes?: string[];
	platform?: Platform;
	/** Registered as public: may be granted in any account. Private ones only in `ownerAccount`. Default true. */
	isPublic?: boolean;
	/** Subdomain of the account that owns a private integration. */
	ownerAccount?: string;
}

export interface Integration extends Required<
	Omit<IntegrationSettings, 'disableUri' | 'ownerAccount'>
> {
	id: string;
	secret: string;
	disableUri?: string;
	ownerAccount?: string;
}

/** An integration in an account, named by its subdomain (or whole domain). */
export interface Place {
	integrationId: string;
	subdomain: string;
}

export interface AccountSettings {
	subdomain: string;
	/** `amocrm.ru` by default; `kommo.com` and the older `amocrm.com` are Kommo's. */
	baseDomain?: 'amocrm.ru' | 'kommo.com' | 'amocrm.com';
	name?: string;
	country?: string;
	currency?: string;
	language?: string;
	/** `America/Sao_Paulo`: days are kept as its midnights. Moscow's for amoCRM, São Paulo's for Kommo. */
	timeZone?: string;
	/** Of the account that this one is to be like; new ones unless given. */
	id?: number;
	/** The admin who grants integrations. */
	adminUserId?: number;
}

export interface Account extends Required<AccountSettings> {
	/** `example.amocrm.ru` */
	domain: string;
	platform: Platform;
}

/** How the former address of a renamed account answers: it leads on, or says that nobody is there. */
export type AddressSign = 301 | 302 | 410;

/** Guess: what amoCRM does in one account where its documentation leaves it open. Tests try each. */
export interface Behaviour {
	/** What calls are answered of which some found their card. Where none did, it is 400. */
	mixedCalls: 200 | 400;
	/** Seconds until `query` finds what was written. */
	searchLag: number;
	/** Lists end with this page, whatever is behind it. Null: nowhere. */
	lastPage: number | null;
	/** Whether amoCRM lists talks, as Kommo does. */
	listsTalks: boolean;
	/** Whether Install grants the integration before it calls the widget's `onSave`, or after it. */
	grantsBeforeSave: boolean;
	/** Guess: whether `onSave` is told what was saved. Public widgets read it, no page says so. */
	tellsOnSave: boolean;
	/** What the hooks of widgets in the digital pipeline are written as: the page shows JSON, other hooks come as forms. */
	widgetHooks: 'form' | 'json';
	/** An account that is not paid for is only read, and its integrations get no tokens. */
	isPaid: boolean;
}

/** A channel of chats, as its builder asks support for it. amocrm.ru/developers: chats/chat-start. */
export interface ChannelSettings {
	/** Whose installs it lives and dies with. */
	integrationId: string;
	/** With `:scope_id` in it. */
	hookUrl: string;
	/** Latin; `MyMessenger` unless given. */
	name?: string;
	/** Whether the server is told of typing: it has to be asked for. Default false. */
	tellsTyping?: boolean;
	/** Subdomains of the accounts that may connect it; null (default): it is public. */
	isPrivateTo?: string[] | null;
	/**
	 * How a second message with the same `msgid` is answered; it is never taken. "The API does not take it" is all that
	 * the documentation says. Default 400.
	 */
	repeatedMessage?: 200 | 400;
	/** The tables of the hooks' page differ from its samples for typing and reactions. Default `table`. */
	hookShapes?: 'table' | 'sample';
}

/** What support answers with. */
export interface Channel extends Required<ChannelSettings> {
	id: string;
	secret: string;
	code: string;
	bot: { id: string; client_id: string; name: string };
	platform: Platform;
}

/** How the builder's server took a call that amoCRM makes without a browser. */
export interface Delivery {
	/** The address called, with the values of `code` and `signature` blanked. */
	url: string;
	status: number | null;
	/** Whole answer within amoCRM's 3 seconds. */
	inTime: boolean;
	elapsedMs: number;
	error?: string;
}

/** What a subscription or a digital pipeline sends to a builder's server, with its tries. */
export interface WebhookDelivery {
	/** Counts from 1, in order of happening. */
	id: number;
	accountId: number;
	url: string;
	/** What it tells of: `status_lead`. */
	codes: string[];
	/** `waiting`: for its next try; `dropped`: the subscription was disabled or removed first. */
	state: 'ready' | 'underway' | 'waiting' | 'taken' | 'given up' | 'dropped';
	/** Seconds of the emulator's clock. Status 499: not answered in time; 0: not reached. */
	tries: Array<{ at: number; status: number }>;
	/** When the next try goes out, by the emulator's clock. */
	dueAt: number | null;
}

/** One line of the emulator's log. Secrets are kept as they came: the log is how tests find out where they went. */
export interface LogEntry {
	/** Increasing; `since` of a later query. */
	index: number;
	/** Real time, milliseconds. */
	at: number;
	/** `refused`: an attempt to reach a host that is not amoCRM's; nothing of it was forwarded. */
	kind: 'request' | 'refused' | 'hook';
	method: string;
	host: string;
	path: string;
	query: Record<string, unknown>;
	headers: Record<string, string>;
	body: string;
	/** Null: not answered (yet), or the connection was cut. */
	status: number | null;
	/** The integration and account that the request was counted for, where known. */
	integrationId?: string;
	accountId?: number;
}

/** Something that goes wrong, at a place and for a number of times. */
export interface Fault {
	/** Only requests for which all the given parts match; `path` is a prefix. */
	match?: { host?: string; path?: string; method?: string; grantType?: string };
	/** How many requests it hits before it is used up. Default 1; 0 means until cleared. */
	times?: number;
	/** Milliseconds to wait before answering. */
	delayMs?: number;
	/**
	 * Answer this: instead of working (the request has no effect), or `when: 'after'` the work is done, as amoCRM does
	 * where it answers a write with a bare word (github.com/amocrm/amocrm-api-php, issue 544).
	 */
	respond?: {
		status: number;
		headers?: Record<string, string>;
		body?: string;
		when?: 'before' | 'after';
	};
	/** Cut the connection: before the work is done, or after it (the effect stays, the answer is lost). */
	reset?: 'before' | 'after';
	/** Send only this share (0 to 1) of the real answer's body, then cut: its whole length was announced. */
	truncate?: number;
}

/** A grant of access: one token pair's family in one account. */
export interface GrantState {
	integrationId: string;
	accountId: number;
	userId: number;
	active: boolean;
	/** Unix seconds of the emulator's clock. */
	accessExpiresAt: number;
	refreshExpiresAt: number;
	refreshCount: number;
}

export interface EmulatorAddress {
	/** `http://127.0.0.1:<port>`: give it to n8n as HTTPS_PROXY and HTTP_PROXY, to Chromium as --proxy-server. */
	proxyUrl: string;
	/** `http://127.0.0.1:<port>`: the control interface. */
	controlUrl: string;
	/** PEM file of the test CA: NODE_EXTRA_CA_CERTS. */
	caFile: string;
}
