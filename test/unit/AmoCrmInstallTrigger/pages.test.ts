import { pageLanguage, renderPage, type Page } from '../../../nodes/AmoCrmInstallTrigger/pages';

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
