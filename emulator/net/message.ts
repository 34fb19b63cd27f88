import { parse as parseQuery } from 'qs';

/** A request that reached one of amoCRM's hosts, already read in full. */
export interface IncomingCall {
	method: string;
	host: string;
	path: string;
	query: Record<string, unknown>;
	headers: Record<string, string>;
	body: string;
	/** The body as it came; parts of files are nothing else. */
	bytes?: Buffer;
}

export interface Reply {
	status: number;
	headers: Record<string, string>;
	body: string;
	/** A file, instead of a text in `body`. */
	bytes?: Buffer;
}

/** Thrown from any depth of a room: answer this instead. */
export class Refusal extends Error {
	constructor(readonly reply: Reply) {
		super(`Answered ${reply.status}`);
	}
}

/** Bracket syntax as PHP reads it: nested, with arrays longer than the parser's own defaults allow. */
export function readBrackets(text: string): Record<string, unknown> {
	return parseQuery(text, { arrayLimit: 500, depth: 10, parameterLimit: 20_000 });
}

/** Bracket syntax as PHP writes it: everything is text, true is 1, and what is null is not there. */
export function writeBrackets(value: Record<string, unknown>): string {
	return new URLSearchParams(flat(value)).toString();
}

function flat(value: object, prefix?: string): string[][] {
	return Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
		const name = prefix === undefined ? key : `${prefix}[${key}]`;
		if (part === null || part === undefined) return [];
		if (typeof part === 'object') return flat(part, name);
		return [[name, typeof part === 'boolean' ? String(Number(part)) : String(part)]];
	});
}

export function json(status: number, value: unknown, type = 'application/json'): Reply {
	return { status, headers: { 'content-type': type }, body: JSON.stringify(value) };
}

export function html(status: number, body: string): Reply {
	return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

export function redirect(location: string): Reply {
	return { status: 302, headers: { location }, body: '' };
}

const TITLES: Record<number, string> = {
	400: 'Bad Request',
	401: 'Unauthorized',
	402: 'Payment Required',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Method Not Allowed',
	422: 'Unprocessable Entity',
};

/** The generic error of API v4. amocrm.ru/developers: crm/error-codes. */
export function problem(status: number, detail: string, more: Record<string, unknown> = {}): Reply {
	const body = { ...more, title: TITLES[status], type: `https://httpstatus.es/${status}`, status };
	return json(status, { ...body, detail }, 'application/problem+json');
}

/** What the web server in front says when the API itself is never reached. */
export function frontPage(status: number, title: string): Reply {
	const heading = `${status} ${title}`;
	return html(
		status,
		`<html>\r\n<head><title>${heading}</title></head>\r\n<body>\r\n<center><h1>${heading}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
	);
}
