import { createHash } from 'node:crypto';
import { escape } from 'lodash';

/** HTML that may stand in a page as it is: only `html` and this file's own style make it. */
class Markup {
	constructor(readonly source: string) {}
}

type Content = string | Markup | Content[];

const sourceOf = (content: Content): string => {
	if (content instanceof Markup) return content.source;
	return Array.isArray(content) ? content.map(sourceOf).join('\n') : escape(content);
};

/** A template of HTML: texts put into it are escaped, other templates stand as they are. */
export const html = (pieces: TemplateStringsArray, ...contents: Content[]) =>
	new Markup(String.raw({ raw: pieces }, ...contents.map(sourceOf)));

/** Nothing at all, where a piece of a page is left out. */
export const NOTHING = new Markup('');

export type { Markup };

interface PageParts {
	language: string;
	title: string;
	style: string;
	/** The content of `<body>`. */
	body: Markup;
}

/** Its address may hold a code or be the key to it: nothing on a page may load from elsewhere or pass the address on. */
export function pageHeaders(style: string): Readonly<Record<string, string>> {
	const hash = createHash('sha256').update(style).digest('base64');
	return {
		'Content-Type': 'text/html; charset=utf-8',
		'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
		'Referrer-Policy': 'no-referrer',
		'Cache-Control': 'no-store',
		'X-Content-Type-Options': 'nosniff',
	};
}

/** The policy allows what stands in it by its hash: not one space more. */
const styleElement = (style: string) => new Markup(`<style>${style}</style>`);

/** A whole page in one file: no script, nothing from elsewhere. */
export const documentOf = ({ language, title, style, body }: PageParts): string =>
	html`<!doctype html>
		<html lang="${language}">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="robots" content="noindex" />
				<title>${title}</title>
				${styleElement(style)}
			</head>
			<body>
				${body}
			</body>
		</html>`.source;
