import type { IWebhookFunctions } from 'n8n-workflow';

import { decodeForm } from './form';
import { isBranch, treeFromJson, type Branch } from './tree';

const FIRST_OF_JSON = /^\uFEFF?\s*[{[]/;

/**
 * Reads the body of a hook, a form or JSON, from its raw bytes. Its own first character says which it is:
 * hooks of the Digital Pipeline are JSON under whatever content type.
 * Undefined: it is neither.
 */
export function decodeBody(bytes: Uint8Array): Branch | undefined {
	const text = Buffer.from(bytes).toString();
	if (FIRST_OF_JSON.test(text)) {
		const tree = treeFromJson(text.replace(/^\uFEFF/, ''));
		if (tree !== undefined) return isBranch(tree) ? tree : undefined;
	}
	return text.includes('=') ? decodeForm(bytes) : undefined;
}

/** What stands in the address behind the question mark, read as a form is. */
export function queryOf(functions: Pick<IWebhookFunctions, 'getRequestObject'>): Branch {
	const { url = '' } = functions.getRequestObject();
	const [, ...search] = url.split('?');
	return decodeForm(Buffer.from(search.join('?')));
}
