import { createHash } from 'node:crypto';

/** What a page consists of; everything from outside in it is escaped. */
interface PageParts {
	language: string;
	title: string;
	style: string;
	/** The content of `<body>`. */
	body: string;
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

/** A whole page in one file: no script, nothing from elsewhere. */
export const documentOf = ({ language, title, style, body }: PageParts) => `<!doctype html>
<html lang="${language}">
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta name="robots" content="noindex">
	<title>${title}</title>
	<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
