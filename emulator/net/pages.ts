/** What a person's browser is shown. */
export const page = (title: string, content: string) =>
	`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head><body><h1>${escape(title)}</h1>${content}</body></html>`;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escape = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character]);

/** A value as a script's source, which it can't leave. */
export const inScript = (value: unknown): string =>
	JSON.stringify(value).replaceAll('<', '\\u003c');
