/** A page as a person reads it. */
export interface OpenedPage {
	url: string;
	status: number;
	text: string;
}

function readable(html: string): string {
	return html
		.replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
}

/** The code in the address is a secret until it is used. */
function withoutCode(url: string): string {
	return url.replace(/([?&]code=)[^&]*/, '$1***');
}

export async function openPage(url: string): Promise<OpenedPage> {
	const response = await fetch(url);
	return {
		url: withoutCode(url),
		status: response.status,
		text: readable(await response.text()),
	};
}
