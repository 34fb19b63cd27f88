import type { IWebhookFunctions } from 'n8n-workflow';

import { decodeForm } from './form';
import { isBranch, treeFromJson, type Branch } from './tree';

const FIRST_OF_JSON = /^\uFEFF?\s*[{[]/;

/**
 * Reads the body of a hook, a form or JSON, from its raw bytes. The first character shows which it is: hooks of the
 * Digital Pipeline are JSON under any content type.
 * @returns undefined: it is neither
 */
export function decodeBody(bytes: Uint8Array): Branch | undefined {
	const text = Buffer.from(bytes).toString();
	if (FIRST_OF_JSON.test(text)) {
		const tree = treeFromJson(text.replace(/^\uFEFF/, ''));
		if (tree !== undefined) return isBranch(tree) ? tree : undefined;
	}
	return text.includes('=') ? decodeForm(bytes) : undefined;
}

/** The query of the address, read in the same way as a form. */
export function queryOf(functions: Pick<IWebhookFunctions, 'getRequestObject'>): Branch {
	const { url = '' } = functions.getRequestObject();
	const [, ...search] = url.split('?');
	return decodeForm(Buffer.from(search.join('?')));
}

/** Answers a server that does not read the answer. */
export function answerServer(
	response: ReturnType<IWebhookFunctions['getResponseObject']>,
	status: number,
): void {
	response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
	response.end(status === 200 ? 'OK' : 'Refused');
}
