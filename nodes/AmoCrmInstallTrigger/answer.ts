import type { IWebhookFunctions } from 'n8n-workflow';

import type { BrowserAnswer } from './context';
import { PAGE_HEADERS, pageLanguage, renderPage, type Page } from './pages';
import { renderStatusPage, STATUS_PAGE_HEADERS } from './statusPage';

/** The builder's own pages and texts; all may be empty. */
export interface PageOptions {
	successUrl?: string;
	successText?: string;
	failureUrl?: string;
	failureText?: string;
}

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** Whether the builder may have a page or a text for it. */
const hasOwnPage = ({ kind }: Page) => kind !== 'unknown' && kind !== 'waiting';

/** The builder's page with what happened as parameters, if the builder has one. */
function destination(page: Page, { successUrl, failureUrl }: PageOptions): string | undefined {
	if (!hasOwnPage(page)) return undefined;
	const chosen = (page.kind === 'installed' ? successUrl : failureUrl)?.trim();
	if (!chosen || !/^https?:\/\//i.test(chosen) || !URL.canParse(chosen)) return undefined;
	const url = new URL(chosen);
	url.searchParams.set('event', page.kind);
	if (page.accountDomain) url.searchParams.set('account', page.accountDomain);
	if (page.reason) url.searchParams.set('reason', page.reason);
	return url.href;
}

/** Answers a person's browser: the builder's page, or a small one of ours. */
export function answerBrowser(
	response: Response,
	shown: BrowserAnswer,
	options: PageOptions,
	acceptLanguage: string | undefined,
): void {
	const { status, page } = shown;
	const language = pageLanguage(acceptLanguage);
	if (page.kind === 'accounts') {
		response.writeHead(status, STATUS_PAGE_HEADERS);
		response.end(renderStatusPage(page, language));
		return;
	}
	const url = destination(page, options);
	if (url) {
		response.writeHead(302, {
			Location: url,
			'Referrer-Policy': 'no-referrer',
			'Cache-Control': 'no-store',
		});
		response.end();
		return;
	}
	const text = page.kind === 'installed' ? options.successText : options.failureText;
	const ownText = hasOwnPage(page) ? text?.trim() : undefined;
	response.writeHead(status, PAGE_HEADERS);
	response.end(renderPage({ ...page, text: ownText }, language));
}
