import { json, problem, Refusal, type Reply } from '../net/message';
import type { AccountState } from '../state/account';
import type { Model } from '../state/collection';
import type { Platform } from '../types';

/** Who calls, in which account, with what: all that an endpoint may look at. */
export interface ApiCall {
	account: AccountState;
	integrationId: string;
	/** The user whose rights apply. */
	userId: number;
	isAdmin: boolean;
	/** Unix seconds of the emulator's clock. */
	now: number;
	host: string;
	/** What the paths of endpoints and links stand below; `/api/v4` unless given. */
	root?: string;
	path: string;
	params: Record<string, string>;
	query: Record<string, unknown>;
	headers: Record<string, string>;
	body: unknown;
}

/** What somebody does in the CRM's own windows; the admin unless it is told who. */
export function callWithin(account: AccountState, now: number, userId?: number): ApiCall {
	const { adminUserId, domain: host } = account.info;
	return { account, userId: userId ?? adminUserId, now, host } as ApiCall;
}

export interface Endpoint {
	method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** Below the API's root; `:name` is a number, `:name*` any text without a slash. */
	path: string;
	adminOnly?: boolean;
	/** Needed beside the scope that the whole API asks for. */
	scope?: string;
	/** The other platform does not have it. */
	only?: Platform;
	run(call: ApiCall): Reply;
}

export const HAL = 'application/hal+json';

export const hal = (value: unknown, status = 200): Reply => json(status, value, HAL);

/** amoCRM's way of saying that there is nothing. */
export const noContent = (): Reply => ({ status: 204, headers: {}, body: '' });

/** It will be done, but not yet. */
export const accepted = (): Reply => ({ status: 202, headers: {}, body: '' });

export const refuse = (status: number, detail: string): Refusal =>
	new Refusal(problem(status, detail));

export function href({ host, root = '/api/v4' }: ApiCall, path: string): { href: string } {
	return { href: `https://${host}${root}${path}` };
}

export const self = (call: ApiCall, path: string) => ({ self: href(call, path) });

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const isId = (value: unknown): value is number =>
	typeof value === 'number' && Number.isInteger(value) && value > 0;

export const pathId = (call: ApiCall, name = 'id'): number => Number(call.params[name]);

export type Present = (call: ApiCall, model: Model, withs: Set<string>) => Record<string, unknown>;
