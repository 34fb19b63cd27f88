import { source as axe, type AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Account } from '../../emulator/types';
import { statusPageUrl } from '../../nodes/shared/oauth/statusPageLink';
import { InstallWorkflow } from './support/installWorkflow';
import { stage } from './support/stage';

const environment = stage();

let browser: Browser;
let workflow: InstallWorkflow;
let account: Account;
/** Where a person comes by each kind of page; all of them can be reloaded. */
let addresses: Record<string, string>;

const addressWith = (query: Record<string, string>) =>
	`${workflow.url}?${new URLSearchParams(query).toString()}`;

beforeAll(async () => {
	browser = await environment.openBrowser();
	workflow = await InstallWorkflow.activate(environment);
	account = await environment.newAccount();
	const { redirectUrl } = await environment.emulator.authorize(workflow.place(account));
	addresses = {
		installed: redirectUrl,
		denied: addressWith({ error: 'access_denied' }),
		failed: addressWith({ code: 'never-issued', referer: account.domain }),
		unknown: workflow.url,
	};
});

afterAll(async () => {
	await browser.close();
});

async function visit(url: string, options: BrowserContextOptions = {}): Promise<Page> {
	const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
	const page = await context.newPage();
	await page.goto(url);
	return page;
}

/** What axe finds wrong, and in which elements. */
async function violationsOf(page: Page) {
	await page.addScriptTag({ content: axe });
	const { passes, violations } = await page.evaluate<AxeResults>('axe.run()');
	expect(passes.length).toBeGreaterThan(0);
	return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

const phone = { width: 320, height: 568 };
const desktop = { width: 1280, height: 800 };

const titles = [
	[
		'installed',
		{
			ru: 'Аккаунт подключён',
			en: 'Account connected',
			es: 'Cuenta conectada',
			pt: 'Conta conectada',
		},
	],
	[
		'denied',
		{
			ru: 'Доступ не предоставлен',
			en: 'Access was not granted',
			es: 'No se concedió el acceso',
			pt: 'O acesso não foi concedido',
		},
	],
	[
		'failed',
		{
			ru: 'Не удалось подключить аккаунт',
			en: 'The account was not connected',
			es: 'No se pudo conectar la cuenta',
			pt: 'Não foi possível conectar a conta',
		},
	],
	[
		'unknown',
		{
			ru: 'Здесь ничего делать не нужно',
			en: 'Nothing to do here',
			es: 'No hay nada que hacer aquí',
			pt: 'Não há nada a fazer aqui',
		},
	],
] as const;

const schemes = ['light', 'dark'] as const;

/** Every page in every language where it is narrowest; the colours, which no text changes, by turns. */
const looks = titles.flatMap(([kind, title], row) =>
	(['ru', 'en', 'es', 'pt'] as const).map((language, column) => ({
		kind,
		language,
		title: title[language],
		colorScheme: schemes[(row + column) % 2],
		viewport: phone,
	})),
);

describe('a page for the person who connects an account', () => {
	it.each(looks)(
		'is accessible: $kind, $language, $colorScheme',
		async ({ kind, language, title, ...look }) => {
			// axe is a script, and the page lets none run.
			const options = { locale: language, bypassCSP: true, ...look };
			const page = await visit(addresses[kind], options);

			expect(await page.locator('h1').innerText()).toBe(title);
			expect(await page.locator('html').getAttribute('lang')).toBe(language);
			expect(await violationsOf(page)).toEqual([]);
			expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.viewport.width);
			await page.context().close();
		},
	);

	/** SECURITY: Pages after an install run no script, load nothing and show no word of their address. */
	it.each(titles.map(([kind]) => kind))('lets nothing run or load: %s', async (kind) => {
		const page = await visit(addresses[kind]);

		await expect(page.addScriptTag({ content: 'document.title = "run"' })).rejects.toThrow();
		await expect(page.addStyleTag({ content: 'h1 { display: none }' })).rejects.toThrow();
		await expect(page.addScriptTag({ url: `${environment.n8n.url}/script.js` })).rejects.toThrow();
		// Its own style is the one that may be there.
		const align = "getComputedStyle(document.querySelector('main')).textAlign";
		expect(await page.evaluate(align)).toBe('center');
		await page.context().close();
	});

	/** SECURITY: Pages after an install run no script, load nothing and show no word of their address. */
	it.each<Record<string, string>>([
		{ code: '<b>c</b>', referer: '<img src=x onerror=alert(1)>.amocrm.ru' },
		{ code: '<b>c</b>', referer: '<b>x</b>', state: '<script>alert(1)</script>' },
		{ error: '<svg onload=alert(1)>', state: '"><script>alert(1)</script>' },
		{ '<script>': '<script>alert(1)</script>' },
	])('shows no word of a stranger: %j', async (query) => {
		const context = await browser.newContext({ ignoreHTTPSErrors: true });
		const page = await context.newPage();
		const asked: string[] = [];
		page.on('request', (request) => asked.push(request.url()));

		await page.goto(addressWith(query));

		expect(await page.locator('main').innerText()).not.toMatch(/alert|onload|onerror|[<>]/);
		expect(await page.locator('script, img, svg svg, b').count()).toBe(0);
		expect(asked).toHaveLength(1);
		await context.close();
	});
});

describe('the page of all accounts', () => {
	const address = () => {
		const { id: clientId, secret: clientSecret } = workflow.integration;
		const exp = Math.floor(Date.now() / 1000) + 3600;
		return statusPageUrl(workflow.url, { exp, troubled: false }, { clientId, clientSecret });
	};

	it.each([
		{
			language: 'ru',
			title: 'Установленные аккаунты',
			colorScheme: 'light' as const,
			viewport: desktop,
		},
		{ language: 'en', title: 'Installed accounts', colorScheme: 'dark' as const, viewport: phone },
		{ language: 'es', title: 'Cuentas instaladas', colorScheme: 'light' as const, viewport: phone },
		{ language: 'pt', title: 'Contas instaladas', colorScheme: 'dark' as const, viewport: desktop },
	])('is accessible: $language, $colorScheme', async ({ language, title, ...look }) => {
		const page = await visit(address(), { locale: language, bypassCSP: true, ...look });

		expect(await page.locator('h1').innerText()).toBe(title);
		expect(await page.locator('main').innerText()).toContain(account.domain);
		expect(await violationsOf(page)).toEqual([]);
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.viewport.width);
		await page.context().close();
	});
});
