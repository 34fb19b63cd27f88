import type { Answer, Http, OutgoingRequest } from '../../../nodes/shared/transport/http';
import { answer } from './http';
import { accessToken, oauthError, tokenBody } from './tokens';

/** What the tokens of an account say, unless a test wants other words. */
const CLAIMS = { account_id: 100, sub: '9', scopes: ['crm'], api_domain: 'api-b.amocrm.ru' };

/** What the account says of itself. */
const CARD = { id: 100, name: 'Example Ltd', country: 'RU', currency: 'RUB', language: 'ru' };

/**
 * amoCRM as far as tokens go, for one account: gives pairs for codes and refresh tokens, takes each of them once,
 * knows where the account is.
 */
export class FakeAmo {
	/** What the token endpoint was asked, and at which host. */
	readonly requests: Array<Record<string, string>> = [];

	/** What the shards were asked. */
	readonly questions: OutgoingRequest[] = [];

	/** Tokens with which the account was asked about itself. */
	readonly visitors: string[] = [];

	/** Hosts that were asked without a token whether they are an account. */
	readonly looks: string[] = [];

	/** Answers to the next of these, in place of the truth; errors are thrown. */
	readonly disguises: Array<Answer | Error> = [];

	/** Numbers of accounts by host; any other is 100. */
	readonly ids = new Map<string, number>();

	/** What it answers then, in place of the truth. */
	silence?: Answer;

	/** Answers to the next token requests, in place of a pair; errors are thrown. */
	readonly refusals: Array<Answer | Error> = [];

	/** Answers to the next questions, in place of the truth; errors are thrown. */
	readonly evasions: Array<Answer | Error> = [];

	private domain = 'example.amocrm.ru';

	/** What former domains answer. */
	private readonly left = new Map<string, Answer>();

	private readonly good = new Set<string>();

	private readonly codes = new Set<string>();

	private readonly delays: Array<Promise<void>> = [];

	private made = 0;

	constructor(private readonly claims: object = CLAIMS) {}

	get refreshes(): Array<Record<string, string>> {
		return this.requests.filter(({ grant_type }) => grant_type === 'refresh_token');
	}

	/** Refresh tokens that were spent, or shown in vain, in order. */
	get shown(): string[] {
		return this.refreshes.map(({ refresh_token }) => refresh_token);
	}

	/** The next token request is dealt with at once, but its answer waits until the function that this gives is called. */
	delayNext(): () => void {
		let release: () => void = () => undefined;
		this.delays.push(new Promise((resolve) => (release = resolve)));
		return release;
	}

	/** The account is renamed; this is what it answers at its former domain. */
	move(domain: string, atFormer: Answer): void {
		this.left.set(this.domain, atFormer);
		this.left.delete(domain);
		this.domain = domain;
	}

	/** Nobody may come with the tokens that were given out so far. */
	revoke(): void {
		this.good.clear();
	}

	http(host: string): Http {
		return async (request) => {
			const { pathname } = new URL(request.url);
			if (pathname === '/oauth2/account/current/subdomain') return this.locate(request);
			if (pathname === '/api/v4/account') return this.introduce(host, request);
			const delay = this.delays.shift();
			const made = this.exchange(host, request.body as Record<string, string>);
			await delay;
			return arrived(made);
		};
	}

	private locate(request: OutgoingRequest): Answer {
		this.questions.push(request);
		const evasion = this.evasions.shift();
		if (evasion) return arrived(evasion);
		if (!this.good.has(request.headers?.['X-Refresh-Token'] ?? '')) return answer(401, {});
		return answer(200, { id: 100, domain: this.domain });
	}

	private introduce(host: string, { headers }: OutgoingRequest): Answer {
		if (!headers?.Authorization) return this.look(host);
		this.visitors.push(headers?.Authorization ?? '');
		return this.silence ?? answer(200, { ...CARD, id: this.ids.get(host) ?? CARD.id });
	}

	/** As its API answers whoever comes without a token. */
	private look(host: string): Answer {
		this.looks.push(host);
		const refusal = this.disguises.shift();
		return refusal ? arrived(refusal) : answer(401, { title: 'Unauthorized', status: 401 });
	}

	private exchange(host: string, body: Record<string, string>): Answer | Error {
		this.requests.push({ host, ...body });
		const refusal = this.refusals.shift() ?? this.left.get(host);
		if (refusal) return refusal;
		if (body.grant_type === 'refresh_token' && !this.good.delete(body.refresh_token)) {
			return answer(401, oauthError(401, 'Token has been revoked'));
		}
		if (body.code !== undefined && this.codes.has(body.code)) {
			return answer(400, oauthError(400, 'Authorization code has been revoked'));
		}
		this.codes.add(body.code);
		this.made += 1;
		const refresh = `refresh-${this.made}`;
		this.good.add(refresh);
		return answer(200, tokenBody(accessToken({ ...this.claims, jti: this.made }), refresh));
	}
}

function arrived(made: Answer | Error): Answer {
	if (made instanceof Error) throw made;
	return made;
}
