import { BASE_DOMAINS, PLATFORM_NAMES } from '../shared/address';
import type { ProblemCode } from '../shared/problem';
import { documentOf, html, NOTHING, pageHeaders } from './document';

/** What a person is told after the consent page. */
type PageKind = 'installed' | 'waiting' | 'denied' | 'failed' | 'unknown';

export interface Page {
	kind: PageKind;
	/** Shown where the account is connected. */
	accountDomain?: string;
	/** Where the person came from, as far as it is known; never shown. */
	crmDomain?: string;
	/** Why it failed. */
	reason?: ProblemCode;
	/** The builder's own text in place of ours. */
	text?: string;
}

export type Language = 'ru' | 'en' | 'es' | 'pt';

/** How the CRM is called in the account: Kommo's users do not know the other name. */
type Crm = 'amoCRM' | 'Kommo';

interface Words {
	title: Record<PageKind, string>;
	text: Record<PageKind, string>;
	reasons: Partial<Record<ProblemCode, string>>;
}

const textsFor = (crm: Crm): Record<Language, Words> => ({
	en: {
		title: {
			installed: 'Account connected',
			waiting: 'The account is being connected',
			denied: 'Access was not granted',
			failed: 'The account was not connected',
			unknown: 'Nothing to do here',
		},
		text: {
			installed: 'The integration now has access to the account. You can close this page.',
			waiting:
				'This is taking longer than usual and will finish by itself. You can close this page; there is no need to install again.',
			denied: 'You chose not to give access. Nothing was changed.',
			failed:
				'Something went wrong. Please try again, and let the author of the integration know if it happens again.',
			unknown: `This address is called by ${crm} when an account installs the integration.`,
		},
		reasons: {
			badAddress: 'This integration does not accept accounts at this address.',
			codeExpired: 'Too much time has passed. Please start the installation again.',
			interrupted: 'The connection was interrupted. Please start the installation again.',
			codeUsed: 'This link was already used. Please start the installation again.',
			stateInvalid: 'The link is not valid or has expired. Please ask for a new one.',
			wrongAccount:
				'This link was made for another account, so nothing was connected. Open it again and choose the right account.',
			unreachable: `${crm} did not answer. Please try again in a few minutes.`,
			serverError: `${crm} did not answer. Please try again in a few minutes.`,
			rateLimited: `${crm} is busy. Please try again in a few minutes.`,
		},
	},
	ru: {
		title: {
			installed: 'Аккаунт подключён',
			waiting: 'Аккаунт подключается',
			denied: 'Доступ не предоставлен',
			failed: 'Не удалось подключить аккаунт',
			unknown: 'Здесь ничего делать не нужно',
		},
		text: {
			installed: 'Интеграция получила доступ к аккаунту. Эту страницу можно закрыть.',
			waiting:
				'Это занимает больше времени, чем обычно, и завершится без вас. Страницу можно закрыть, устанавливать заново не нужно.',
			denied: 'Вы отказались предоставить доступ. Ничего не изменилось.',
			failed:
				'Что-то пошло не так. Попробуйте ещё раз, а если ошибка повторится, сообщите автору интеграции.',
			unknown: `По этому адресу ${crm} сообщает об установке интеграции.`,
		},
		reasons: {
			badAddress: 'Интеграция не работает с аккаунтами по этому адресу.',
			codeExpired: 'Прошло слишком много времени. Начните установку заново.',
			interrupted: 'Связь прервалась. Начните установку заново.',
			codeUsed: 'Эта ссылка уже использована. Начните установку заново.',
			stateInvalid: 'Ссылка недействительна или устарела. Попросите новую.',
			wrongAccount:
				'Эта ссылка предназначена для другого аккаунта, поэтому ничего не подключено. Откройте её ещё раз и выберите нужный аккаунт.',
			unreachable: `${crm} не отвечает. Попробуйте ещё раз через несколько минут.`,
			serverError: `${crm} не отвечает. Попробуйте ещё раз через несколько минут.`,
			rateLimited: `Сервис ${crm} сейчас занят. Попробуйте ещё раз через несколько минут.`,
		},
	},
	es: {
		title: {
			installed: 'Cuenta conectada',
			waiting: 'La cuenta se está conectando',
			denied: 'No se concedió el acceso',
			failed: 'No se pudo conectar la cuenta',
			unknown: 'No hay nada que hacer aquí',
		},
		text: {
			installed: 'La integración ya tiene acceso a la cuenta. Puede cerrar esta página.',
			waiting:
				'Está tardando más de lo habitual y terminará por sí solo. Puede cerrar esta página; no es necesario instalar de nuevo.',
			denied: 'Usted decidió no conceder el acceso. No se ha cambiado nada.',
			failed:
				'Algo salió mal. Inténtelo de nuevo y, si vuelve a ocurrir, avise al autor de la integración.',
			unknown: `${crm} llama a esta dirección cuando una cuenta instala la integración.`,
		},
		reasons: {
			badAddress: 'La integración no acepta la dirección de esta cuenta.',
			codeExpired: 'Ha pasado demasiado tiempo. Inicie la instalación de nuevo.',
			interrupted: 'Se interrumpió la conexión. Inicie la instalación de nuevo.',
			codeUsed: 'Este enlace ya se ha utilizado. Inicie la instalación de nuevo.',
			stateInvalid: 'El enlace no es válido o ha caducado. Solicite uno nuevo.',
			wrongAccount:
				'Este enlace se creó para otra cuenta, así que no se ha conectado nada. Ábralo de nuevo y elija la cuenta correcta.',
			unreachable: `${crm} no respondió. Inténtelo de nuevo en unos minutos.`,
			serverError: `${crm} no respondió. Inténtelo de nuevo en unos minutos.`,
			rateLimited: `${crm} está ocupado. Inténtelo de nuevo en unos minutos.`,
		},
	},
	pt: {
		title: {
			installed: 'Conta conectada',
			waiting: 'A conta está sendo conectada',
			denied: 'O acesso não foi concedido',
			failed: 'Não foi possível conectar a conta',
			unknown: 'Não há nada a fazer aqui',
		},
		text: {
			installed: 'A integração agora tem acesso à conta. Você pode fechar esta página.',
			waiting:
				'Está demorando mais do que o normal e terminará sozinho. Pode fechar esta página; não é preciso instalar de novo.',
			denied: 'Você decidiu não conceder o acesso. Nada foi alterado.',
			failed:
				'Algo deu errado. Tente novamente e, se acontecer de novo, avise o autor da integração.',
			unknown: `O ${crm} chama este endereço quando uma conta instala a integração.`,
		},
		reasons: {
			badAddress: 'A integração não aceita o endereço desta conta.',
			codeExpired: 'O prazo expirou. Inicie a instalação novamente.',
			interrupted: 'A conexão foi interrompida. Inicie a instalação novamente.',
			codeUsed: 'Este link já foi usado. Inicie a instalação novamente.',
			stateInvalid: 'O link não é válido ou expirou. Peça um novo.',
			wrongAccount:
				'Este link foi criado para outra conta, por isso nada foi conectado. Abra-o novamente e escolha a conta certa.',
			unreachable: `O ${crm} não respondeu. Tente novamente em alguns minutos.`,
			serverError: `O ${crm} não respondeu. Tente novamente em alguns minutos.`,
			rateLimited: `O ${crm} está ocupado. Tente novamente em alguns minutos.`,
		},
	},
});

const LANGUAGES: ReadonlyArray<[pattern: RegExp, language: Language]> = [
	[/^\s*(ru|be|kk|uk)\b/i, 'ru'],
	[/^\s*es\b/i, 'es'],
	[/^\s*pt\b/i, 'pt'],
];

/** The first language of the browser's list decides; English where we do not speak it. */
export function pageLanguage(acceptLanguage = ''): Language {
	return LANGUAGES.find(([pattern]) => pattern.test(acceptLanguage))?.[1] ?? 'en';
}

/** By the account's address; where none is known by the language: nobody speaks Spanish or Portuguese to amoCRM. */
function crmOf({ crmDomain }: Page, language: Language): Crm {
	const base = crmDomain
		?.replace(/^[^.]*\./, '')
		.replace(/\/$/, '')
		.toLowerCase();
	const platform = base === undefined ? undefined : BASE_DOMAINS.get(base);
	if (platform) return PLATFORM_NAMES[platform];
	return language === 'es' || language === 'pt' ? 'Kommo' : 'amoCRM';
}

const STYLE = `
	:root { color-scheme: light dark; --back: #eef1f5; --card: #fff; --ink: #18202c; --soft: #515c6b; --edge: #dfe4ea;
		--good: #11743c; --bad: #b3261e; --calm: #3d5a80; }
	@media (prefers-color-scheme: dark) { :root { --back: #11151b; --card: #1b212a; --ink: #eef2f7; --soft: #adb7c4;
		--edge: #2c3440; --good: #5ecb8b; --bad: #ff9a8d; --calm: #9db9dc; } }
	body { margin: 0; min-height: 100vh; min-height: 100dvh; box-sizing: border-box; padding: 1rem; display: grid;
		place-items: center; background: var(--back); color: var(--ink);
		font: 1.0625rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
	main { box-sizing: border-box; width: 100%; max-width: 28rem; padding: 2.5rem 1.75rem; text-align: center;
		background: var(--card); border: 1px solid var(--edge); border-radius: 1rem; }
	svg { width: 3.5rem; height: 3.5rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round;
		stroke-linejoin: round; }
	.installed svg { color: var(--good); }
	.failed svg { color: var(--bad); }
	.waiting svg, .denied svg, .unknown svg { color: var(--calm); }
	h1 { margin: 1rem 0 .5rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; }
	p { margin: .5rem 0 0; color: var(--soft); overflow-wrap: anywhere; white-space: pre-line; text-wrap: pretty; }
	.account { font-weight: 600; color: var(--ink); }`;

/** Drawn inside a circle of 24 by 24. */
const MARKS: Record<PageKind, string> = {
	installed: 'm7.5 12.5 3 3 6-6.5',
	waiting: 'M12 7v5l3 2',
	denied: 'M8 12h8',
	failed: 'M12 7v6m0 3.5v.01',
	unknown: 'M12 11.5v5m0-9v.01',
};

export const PAGE_HEADERS = pageHeaders(STYLE);

export function renderPage(page: Page, language: Language): string {
	const words = textsFor(crmOf(page, language))[language];
	const reason = page.reason && words.reasons[page.reason];
	const text = page.text || reason || words.text[page.kind];
	const title = words.title[page.kind];
	const account = page.accountDomain ? html`<p class="account">${page.accountDomain}</p>` : NOTHING;
	const body = html` <main class="${page.kind}">
		<svg viewBox="0 0 24 24" aria-hidden="true">
			<circle cx="12" cy="12" r="10" />
			<path d="${MARKS[page.kind]}" />
		</svg>
		<h1>${title}</h1>
		${account}
		<p>${text}</p>
	</main>`;
	return documentOf({ language, title, style: STYLE, body });
}
