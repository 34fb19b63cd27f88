import { randomBytes } from 'node:crypto';
import type { Clock } from '../core/clock';
import type { GrantState } from '../types';
import type { SignToken, TokenSubject } from './claims';

/** Lifetimes in seconds. amocrm.ru/developers: oauth/oauth. */
export const CODE_LIFE = 20 * 60;
export const ACCESS_LIFE = 24 * 60 * 60;
export const REFRESH_LIFE = 90 * 24 * 60 * 60;

export interface Party {
	integrationId: string;
	accountId: number;
}

interface Code {
	subject: TokenSubject;
	expiresAt: number;
	dead: boolean;
}

interface Grant {
	subject: TokenSubject;
	active: boolean;
	accessExpiresAt: number;
	refreshExpiresAt: number;
	refreshCount: number;
	/** The one refresh token that still works. */
	refreshToken: string;
}

interface Access {
	subject: TokenSubject;
	expiresAt: number;
	/** Whether it still opens the API although its time is not up. */
	alive: () => boolean;
	cutShort: boolean;
}

export interface TokenPair {
	accessToken: string;
	refreshToken: string;
}

/** Why a code or refresh token was not taken. */
export type Trouble =
	| 'codeUnknown'
	| 'codeForeign'
	| 'codeUsed'
	| 'codeExpired'
	| 'refreshUnknown'
	| 'refreshForeign'
	| 'refreshUsed'
	| 'refreshExpired';

export class GrantTrouble extends Error {
	constructor(readonly trouble: Trouble) {
		super(trouble);
	}
}

/** Long and meaningless to its holder, like the real ones. */
const opaque = (bytes: number) => `def50200${randomBytes(bytes).toString('hex')}`;

const isOf = (subject: TokenSubject, party: Partial<Party>) =>
	(party.integrationId === undefined || subject.integrationId === party.integrationId) &&
	(party.accountId === undefined || subject.accountId === party.accountId);

/** Codes and tokens: who may do what until when. Knows nothing of HTTP. */
export class GrantBook {
	private readonly codes = new Map<string, Code>();
	private readonly grants: Grant[] = [];
	private readonly refreshTokens = new Map<string, Grant>();
	private readonly accessTokens = new Map<string, Access>();

	constructor(
		private readonly clock: Clock,
		private readonly sign: SignToken,
	) {}

	issueCode(subject: TokenSubject): string {
		const code = opaque(360);
		this.codes.set(code, { subject, expiresAt: this.clock.seconds() + CODE_LIFE, dead: false });
		return code;
	}

	async redeemCode(text: string, party: Party): Promise<TokenPair> {
		const code = this.codes.get(text);
		if (code?.subject.accountId !== party.accountId) throw new GrantTrouble('codeUnknown');
		if (!isOf(code.subject, party)) throw new GrantTrouble('codeForeign');
		if (code.dead) throw new GrantTrouble('codeUsed');
		if (this.clock.seconds() >= code.expiresAt) throw new GrantTrouble('codeExpired');
		code.dead = true;
		const grant: Grant = {
			subject: code.subject,
			active: true,
			accessExpiresAt: 0,
			refreshExpiresAt: 0,
			refreshCount: 0,
			refreshToken: '',
		};
		this.grants.push(grant);
		return await this.renew(grant);
	}

	async refresh(text: string, party: Party): Promise<TokenPair> {
		const subject = this.refreshTokens.get(text)?.subject;
		if (subject?.accountId !== party.accountId) throw new GrantTrouble('refreshUnknown');
		if (!isOf(subject, party)) throw new GrantTrouble('refreshForeign');
		const grant = this.checkRefreshToken(text);
		grant.refreshCount += 1;
		return await this.renew(grant);
	}

	/** The subject of a refresh token that would work now; using it this way does not spend it. */
	ownerOfRefreshToken(text: string): TokenSubject {
		return this.checkRefreshToken(text).subject;
	}

	/** Whom a Bearer token speaks for, if the API still takes it. */
	bearer(token: string): TokenSubject | undefined {
		const access = this.accessTokens.get(token);
		if (!access || access.cutShort || !access.alive()) return undefined;
		return this.clock.seconds() < access.expiresAt ? access.subject : undefined;
	}

	/** Long-lived: no refresh token, dies by revocation or time. amocrm.ru/developers: oauth/step-by-step. */
	async issueLongLived(subject: TokenSubject, days: number): Promise<string> {
		return await this.mintAccess(subject, days * 24 * 60 * 60, () => true);
	}

	/** Everything of an integration in an account dies at once. amocrm.ru/developers: oauth/step-by-step. */
	revoke(party: Party): void {
		for (const code of this.codes.values()) if (isOf(code.subject, party)) code.dead = true;
		for (const grant of this.grants) if (isOf(grant.subject, party)) grant.active = false;
		this.expireAccess(party);
	}

	/** Access tokens stop working before their time; refresh tokens stay. */
	expireAccess(party: Party): void {
		for (const access of this.accessTokens.values()) {
			if (isOf(access.subject, party)) access.cutShort = true;
		}
	}

	states(party: Partial<Party>): GrantState[] {
		return this.grants
			.filter(({ subject }) => isOf(subject, party))
			.map(({ subject, active, accessExpiresAt, refreshExpiresAt, refreshCount }) => ({
				integrationId: subject.integrationId,
				accountId: subject.accountId,
				userId: subject.userId,
				active,
				accessExpiresAt,
				refreshExpiresAt,
				refreshCount,
			}));
	}

	private checkRefreshToken(text: string): Grant {
		const grant = this.refreshTokens.get(text);
		if (!grant) throw new GrantTrouble('refreshUnknown');
		if (!grant.active || grant.refreshToken !== text) throw new GrantTrouble('refreshUsed');
		if (this.clock.seconds() >= grant.refreshExpiresAt) throw new GrantTrouble('refreshExpired');
		return grant;
	}

	/** The old refresh token is dead before anything is awaited: of two callers at once, one wins. Guess: the old access token lives on. */
	private async renew(grant: Grant): Promise<TokenPair> {
		const refreshToken = opaque(480);
		const now = this.clock.seconds();
		grant.refreshToken = refreshToken;
		grant.refreshExpiresAt = now + REFRESH_LIFE;
		grant.accessExpiresAt = now + ACCESS_LIFE;
		this.refreshTokens.set(refreshToken, grant);
		const accessToken = await this.mintAccess(grant.subject, ACCESS_LIFE, () => grant.active);
		return { accessToken, refreshToken };
	}

	private async mintAccess(subject: TokenSubject, life: number, alive: () => boolean) {
		const issuedAt = this.clock.seconds();
		const expiresAt = issuedAt + life;
		const token = await this.sign(subject, { issuedAt, expiresAt });
		this.accessTokens.set(token, { subject, expiresAt, alive, cutShort: false });
		return token;
	}
}
