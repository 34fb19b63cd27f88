import { pageLanguage, renderPage, type Page } from '../../../nodes/AmoCrmInstallTrigger/pages';
import { renderStatusPage } from '../../../nodes/AmoCrmInstallTrigger/statusPage';
import type { InstalledAccount } from '../../../nodes/shared/registry/account';

const busy: Page = { kind: 'failed', reason: 'rateLimited' };

describe('a page after an install', () => {
	it.each([
		['ru-RU,ru;q=0.9', 'ru'],
		['es-MX,en;q=0.8', 'es'],
		['pt-BR', 'pt'],
		['de-DE,es;q=0.5', 'en'],
		[undefined, 'en'],
	])('speaks the language of the browser: %s', (header, language) => {
		expect(pageLanguage(header)).toBe(language);
	});

	it.each([
		['example.kommo.com', 'en', 'Kommo', 'amoCRM'],
		['example.kommo.com', 'ru', 'Kommo', 'amoCRM'],
		['example.amocrm.ru', 'en', 'amoCRM', 'Kommo'],
		['example.amocrm.ru', 'es', 'amoCRM', 'Kommo'],
		[undefined, 'pt', 'Kommo', 'amoCRM'],
		[undefined, 'ru', 'amoCRM', 'Kommo'],
	] as const)('names the CRM of %s in %s', (crmDomain, language, named, other) => {
		const page = renderPage({ ...busy, crmDomain }, language);

		expect(page).toContain(named);
		expect(page).not.toContain(other);
	});
});

describe('the page of all accounts', () => {
	const ENGLISH = { message: 'The account refuses.', hint: 'Do something.' };

	const account = (code: string, platform: 'amocrm' | 'kommo' = 'amocrm'): InstalledAccount => ({
		integrationId: 'id',
		clientId: 'id',
		accountId: 1,
		domain: '',
		name: 'Example Ltd',
		platform,
		status: 'installed',
		accessExpiresAt: '',
		refreshExpiresAt: '',
		installedAt: '',
		via: 'widget',
		formerDomains: [],
		history: [],
		externalId: '',
		labels: [],
		health: {
			renewedAt: '',
			failures: 1,
			needsReconnect: false,
			lost: { at: '2026-01-31T10:00:00.000Z', code, ...ENGLISH },
		},
		pausedAt: '',
		resumedAt: '',
		amojoId: '',
	});

	const pageOf = (accounts: InstalledAccount[], language: 'ru' | 'en' | 'es' | 'pt') =>
		renderStatusPage(
			{
				kind: 'accounts',
				accounts,
				reconnectUrl: () => undefined,
				isTroubledOnly: false,
				expiresAt: new Date(0),
			},
			language,
		);

	it.each([
		['ru', 'Аккаунт не оплачен.'],
		['es', 'La cuenta no está pagada.'],
		['pt', 'A conta não está paga.'],
		['en', 'The account refuses. Do something.'],
	] as const)('says in its language why an account is lost: %s', (language, words) => {
		expect(pageOf([account('paymentRequired')], language)).toContain(words);
	});

	// What makes an account lost, or its renewal fail.
	it.each([
		'revoked',
		'expired',
		'unauthorized',
		'paymentRequired',
		'forbidden',
		'blocked',
		'notFound',
		'badAddress',
		'badInput',
		'validation',
		'refused',
		'unreachable',
		'serverError',
		'badAnswer',
		'rateLimited',
	])('has words of its own for %s', (code) => {
		for (const language of ['ru', 'es', 'pt'] as const)
			expect(pageOf([account(code)], language)).not.toContain(ENGLISH.message);
	});

	it('marks as English what it has no words for', () => {
		expect(pageOf([account('unknown')], 'ru')).toContain(
			'<span class="soft" lang="en">The account refuses. Do something.</span>',
		);
	});

	it('calls the CRM of each account by its name', () => {
		const page = pageOf([account('blocked', 'kommo')], 'es');
		expect(page).toContain('Kommo bloqueó');
		expect(page).not.toContain('amoCRM');
	});
});
