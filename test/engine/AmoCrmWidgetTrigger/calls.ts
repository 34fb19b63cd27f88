import type { IDataObject } from 'n8n-workflow';
import type { JWTPayload } from 'jose';
import qs from 'qs';

import { botClaims, pageClaims, signToken } from '../../unit/support/widgetToken';
import {
	callWebhook,
	CLIENT_ID,
	CLIENT_SECRET,
	integrationCredential,
	type Account,
	type N8nApi,
} from '../support';
import { nodeType } from '../../../tools/system/manifest';

export const KEY = 'key-of-the-digital-pipeline';

type Settings = { credential?: Record<string, string> } & IDataObject;

/** The trigger as a workflow has it: everybody may call, unless a test says otherwise. */
export const trigger = (api: N8nApi, { credential = {}, ...parameters }: Settings = {}) => ({
	type: nodeType('amoCrmWidgetTrigger'),
	parameters: {
		calls: ['frontEnd', 'salesbot', 'digitalPipeline'],
		digitalPipelineKey: KEY,
		...parameters,
	} as never,
	credentials: integrationCredential(api, credential),
});

type Request = Pick<
	Parameters<typeof callWebhook>[0],
	'query' | 'headers' | 'rawBody' | 'whenAnswered'
>;

/** Calls the trigger's address. */
export const post = async (api: N8nApi, request: Request, settings: Settings = {}) =>
	await callWebhook({ ...trigger(api, settings), method: 'POST', ...request });

export const get = async (api: N8nApi, request: Request, settings: Settings = {}) =>
	await callWebhook({ ...trigger(api, settings), name: 'setup', method: 'GET', ...request });

export const json = (body: unknown): Request => ({
	headers: { 'content-type': 'application/json' },
	rawBody: JSON.stringify(body),
});

/** As PHP encodes it. */
export const form = (body: object): Request => ({
	headers: { 'content-type': 'application/x-www-form-urlencoded' },
	rawBody: qs.stringify(body),
});

interface Forgery {
	claims?: JWTPayload;
	alg?: string;
	clientSecret?: string;
}

/** Tokens that amoCRM did not make for this integration and this moment. */
export const forgeries: Array<[string, Forgery]> = [
	['no algorithm', { alg: 'none' }],
	['HS384', { alg: 'HS384' }],
	['another secret', { clientSecret: `${CLIENT_SECRET}2` }],
	['a token that has expired', { claims: { exp: Math.floor(Date.now() / 1000) - 1 } }],
	['a token of another integration', { claims: { client_uuid: 'another' } }],
	['a token for another address', { claims: { aud: 'https://example.org' } }],
	['a token of no account', { claims: { iss: 'https://example.org' } }],
];

/** The token of a page of the account. */
export const pageToken = async (
	account: Account,
	{ claims, alg, clientSecret = CLIENT_SECRET }: Forgery = {},
) => await signToken({ ...pageClaims(account, CLIENT_ID), ...claims }, { clientSecret, alg });

/** A request as `$authorizedAjax` makes it. */
export const fromPage = (token: string, request: Request = {}): Request => ({
	...request,
	headers: { 'x-auth-token': token, ...request.headers },
});

const RETURN_PATH = '/api/v4/salesbot/321/continue/123';

/** The body of `widget_request` in a bot of the account. */
export const botRequest = async (
	account: Account,
	{ claims, alg = 'HS512', clientSecret = CLIENT_SECRET }: Forgery = {},
) => ({
	token: await signToken({ ...botClaims(account), ...claims }, { clientSecret, alg }),
	data: { contact: 'Ann', from: 'widget' },
	return_url: `${account.url}${RETURN_PATH}`,
});
