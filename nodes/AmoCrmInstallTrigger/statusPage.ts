import type { InstalledAccount } from '../shared/registry/account';
import { documentOf, html, NOTHING, pageHeaders, type Markup } from './document';
import type { Language } from './pages';

/** What a person who watches the accounts is shown. */
export interface StatusPage {
	kind: 'accounts';
	accounts: InstalledAccount[];
	/** Leads an account that was lost back; nothing where there is nothing to connect again. */
	reconnectUrl(account: InstalledAccount): string | undefined;
	/** Where the next page is; nothing: this is the last one. */
	nextUrl?: string;
	/** Only accounts that need somebody. */
	isTroubledOnly: boolean;
	/** Until when the link works. */
	expiresAt: Date;
}

type State = 'working' | 'failing' | 'lost' | 'paused' | 'pending' | 'uninstalled' | 'unverified';

interface Words {
	title: string;
	troubledTitle: string;
	caption: (accounts: number) => string;
	none: string;
	next: string;
	until: (time: string) => string;
	reconnect: string;
	columns: Record<'account' | 'state' | 'renewed' | 'expires' | 'link', string>;
	states: Record<State, string>;
}

const WORDS: Record<Language, Words> = {
	en: {
		title: 'Installed accounts',
		troubledTitle: 'Accounts in trouble',
		caption: (accounts) => `Accounts on this page: ${accounts}`,
		none: 'There are none.',
		next: 'Next page',
		until: (time) => `This link works until ${time}. All times are UTC.`,
		reconnect: 'Connect again',
		columns: {
			account: 'Account',
			state: 'State',
			renewed: 'Last renewal',
			expires: 'Token expires',
			link: 'Link',
		},
		states: {
			working: 'Working',
			failing: 'Renewal fails',
			lost: 'Connection lost',
			paused: 'Paused',
			pending: 'Being connected',
			uninstalled: 'Disabled',
			unverified: 'Changed by hand',
		},
	},
	ru: {
		title: 'Установленные аккаунты',
		troubledTitle: 'Аккаунты с проблемами',
		caption: (accounts) => `Аккаунтов на странице: ${accounts}`,
		none: 'Таких нет.',
		next: 'Следующая страница',
		until: (time) => `Ссылка действует до ${time}. Всё время указано по UTC.`,
		reconnect: 'Подключить заново',
		columns: {
			account: 'Аккаунт',
			state: 'Состояние',
			renewed: 'Последнее обновление',
			expires: 'Токен действует до',
			link: 'Ссылка',
		},
		states: {
			working: 'Работает',
			failing: 'Не удаётся обновить токен',
			lost: 'Связь потеряна',
			paused: 'Приостановлен',
			pending: 'Подключается',
			uninstalled: 'Отключён',
			unverified: 'Изменён вручную',
		},
	},
	es: {
		title: 'Cuentas instaladas',
		troubledTitle: 'Cuentas con problemas',
		caption: (accounts) => `Cuentas en esta página: ${accounts}`,
		none: 'No hay ninguna.',
		next: 'Página siguiente',
		until: (time) => `Este enlace funciona hasta el ${time}. Todas las horas son UTC.`,
		reconnect: 'Conectar de nuevo',
		columns: {
			account: 'Cuenta',
			state: 'Estado',
			renewed: 'Última renovación',
			expires: 'El token caduca',
			link: 'Enlace',
		},
		states: {
			working: 'Funciona',
			failing: 'Falla la renovación',
			lost: 'Conexión perdida',
			paused: 'En pausa',
			pending: 'Conectándose',
			uninstalled: 'Desactivada',
			unverified: 'Modificada a mano',
		},
	},
	pt: {
		title: 'Contas instaladas',
		troubledTitle: 'Contas com problemas',
		caption: (accounts) => `Contas nesta página: ${accounts}`,
		none: 'Não há nenhuma.',
		next: 'Próxima página',
		until: (time) => `Este link funciona até ${time}. Todos os horários são UTC.`,
		reconnect: 'Conectar novamente',
		columns: {
			account: 'Conta',
			state: 'Estado',
			renewed: 'Última renovação',
			expires: 'O token expira',
			link: 'Link',
		},
		states: {
			working: 'Funcionando',
			failing: 'A renovação falha',
			lost: 'Conexão perdida',
			paused: 'Em pausa',
			pending: 'Sendo conectada',
			uninstalled: 'Desativada',
			unverified: 'Alterada à mão',
		},
	},
};

/** What of it matters most to whoever watches. */
export function stateOf({ status, health, pausedAt }: InstalledAccount): State {
	if (status === 'revoked' || health.lost) return 'lost';
	if (status !== 'installed') return status;
	if (health.failures > 0) return 'failing';
	return pausedAt === '' ? 'working' : 'paused';
}

const STYLE = `
	:root { color-scheme: light dark; --back: #eef1f5; --card: #fff; --ink: #18202c; --soft: #515c6b; --edge: #dfe4ea;
		--good: #11743c; --bad: #b3261e; --link: #1f5fa8; }
	@media (prefers-color-scheme: dark) { :root { --back: #11151b; --card: #1b212a; --ink: #eef2f7; --soft: #adb7c4;
		--edge: #2c3440; --good: #5ecb8b; --bad: #ff9a8d; --link: #9cc4f5; } }
	body { margin: 0; padding: 1rem; background: var(--back); color: var(--ink);
		font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
	main { max-width: 70rem; margin: 0 auto; }
	h1 { font-size: 1.5rem; line-height: 1.25; }
	p, caption, .soft { color: var(--soft); }
	a { color: var(--link); }
	table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--edge); }
	caption { text-align: start; padding: .25rem 0; }
	th, td { padding: .5rem .75rem; border-top: 1px solid var(--edge); text-align: start; vertical-align: top;
		overflow-wrap: anywhere; }
	tbody th { font-weight: 600; }
	.soft { display: block; font-weight: 400; }
	.name { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
	.working { color: var(--good); }
	.failing, .lost, .unverified { color: var(--bad); }
	@media (max-width: 45rem) {
		thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
		table, caption, tbody, tr, th, td { display: block; }
		tr { border-top: 1px solid var(--edge); padding: .5rem 0; }
		th, td { border: 0; padding: .125rem .75rem; }
		td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
	}`;

export const STATUS_PAGE_HEADERS = pageHeaders(STYLE);

/** `2026-01-31 10:00`, in UTC; a dash where no time is known. */
const timeIn = (iso: string) => (iso === '' ? '—' : iso.slice(0, 16).replace('T', ' '));

const soft = (text: string) => (text === '' ? NOTHING : html`<span class="soft">${text}</span>`);

function row(account: InstalledAccount, { reconnectUrl }: StatusPage, words: Words): Markup {
	const { domain, name, externalId, labels, health, refreshExpiresAt } = account;
	const state = stateOf(account);
	const reason = health.lost ?? (state === 'failing' ? health.lastError : undefined);
	const about = [externalId, ...labels].filter((text) => text !== '').join(' · ');
	const cell = (column: keyof Words['columns'], content: Markup | string) =>
		html`<td data-label="${words.columns[column]}">${content}</td>`;
	const link = reconnectUrl(account);
	const title = name || domain || String(account.accountId);
	const address =
		domain === '' ? NOTHING : html`<a class="soft" href="https://${domain}">${domain}</a>`;
	const reconnect =
		link === undefined
			? '—'
			: html`<a href="${link}">${words.reconnect}<span class="name">: ${title}</span></a>`;
	return html`<tr>
		<th scope="row">${title}${address}${soft(about)}</th>
		${cell('state', html`<span class="${state}">${words.states[state]}</span>${soft(reason ? `${reason.message} ${reason.hint}` : '')}`)}
		${cell('renewed', timeIn(health.renewedAt))} ${cell('expires', timeIn(refreshExpiresAt))}
		${cell('link', reconnect)}
	</tr>`;
}

/** No token stands in it: `StatusPage` has none. */
export function renderStatusPage(page: StatusPage, language: Language): string {
	const words = WORDS[language];
	const title = page.isTroubledOnly ? words.troubledTitle : words.title;
	const heads = Object.values(words.columns).map((column) => html`<th scope="col">${column}</th>`);
	const table = html`<table>
		<caption>
			${words.caption(page.accounts.length)}
		</caption>
		<thead>
			<tr>
				${heads}
			</tr>
		</thead>
		<tbody>
			${page.accounts.map((account) => row(account, page, words))}
		</tbody>
	</table>`;
	const next =
		page.nextUrl === undefined ? NOTHING : html`<p><a href="${page.nextUrl}">${words.next}</a></p>`;
	const body = html` <main>
		<h1>${title}</h1>
		${page.accounts.length > 0 ? table : html`<p>${words.none}</p>`} ${next}
		<p>${words.until(timeIn(page.expiresAt.toISOString()))}</p>
	</main>`;
	return documentOf({ language, title, style: STYLE, body });
}
