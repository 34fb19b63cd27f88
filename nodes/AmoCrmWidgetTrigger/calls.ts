import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { decodeBody, queryOf } from '../shared/hooks/call';
import type { Branch, Tree } from '../shared/hooks/tree';
import { isPipelineStep } from './pipelineStep';

/** Who calls the widget's address: the values of the parameter `calls`. */
export type CallKind = 'frontEnd' | 'salesbot' | 'digitalPipeline';

/** A call, recognized by its content. Everything in it is untrusted. */
type Call =
	| { kind: 'frontEnd'; token: string }
	| { kind: 'salesbot'; token: string; returnUrl: string; data: Tree }
	| { kind: 'digitalPipeline'; key: string; account: string; body: Branch };

export type CallOf<Kind extends CallKind> = Extract<Call, { kind: Kind }>;

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** The parts of a request that matter. */
export interface IncomingCall {
	method: string;
	headers: IDataObject;
	/** As n8n parses it. */
	query: IDataObject;
	/** The same with PHP's bracket keys. */
	search: Branch;
	/** The body as it came. */
	bytes: Buffer;
	/** The same parsed; undefined where it is neither a form nor JSON. */
	body?: Branch;
}

/** n8n cuts forms at 1,000 keys, and does not keep the bytes of multipart bodies. */
function readBody(bytes: Buffer, contentType: unknown): Branch | undefined {
	if (text(contentType).startsWith('multipart/')) return undefined;
	return bytes.length > 0 ? decodeBody(bytes) : {};
}

export function readIncomingCall(functions: IWebhookFunctions): IncomingCall {
	const { method, rawBody } = functions.getRequestObject();
	const headers = functions.getHeaderData() as IDataObject;
	const bytes = rawBody ?? Buffer.alloc(0);
	return {
		method,
		headers,
		query: functions.getQueryData() as IDataObject,
		search: queryOf(functions),
		bytes,
		body: readBody(bytes, headers['content-type']),
	};
}

type Reader = (incoming: IncomingCall) => Call | undefined;

/** @see https://www.amocrm.ru/developers/content/oauth/disposable-tokens */
const readFrontEnd: Reader = ({ headers }) => {
	const token = text(headers['x-auth-token']);
	return token ? { kind: 'frontEnd', token } : undefined;
};

/** @see https://www.amocrm.ru/developers/content/digital_pipeline/salesbot */
const readSalesbot: Reader = ({ body }) => {
	const token = text(body?.token);
	const returnUrl = text(body?.return_url);
	if (!token || !returnUrl) return undefined;
	return { kind: 'salesbot', token, returnUrl, data: body?.data ?? {} };
};

/**
 * A webhook of a stage, or a step that a widget brought along.
 * @see https://www.amocrm.ru/developers/content/digital_pipeline/webhooks
 * @see https://www.amocrm.ru/developers/content/digital_pipeline/integrations
 */
const readDigitalPipeline: Reader = ({ search, body }) => {
	if (!body?.leads && !body?.customers && !isPipelineStep(body)) return undefined;
	return { kind: 'digitalPipeline', key: text(search.key), account: text(search.account), body };
};

const READERS = [readFrontEnd, readSalesbot, readDigitalPipeline];

export function readCall(incoming: IncomingCall): Call | undefined {
	for (const read of READERS) {
		const call = read(incoming);
		if (call) return call;
	}
	return undefined;
}
