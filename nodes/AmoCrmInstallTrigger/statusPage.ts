import { PLATFORM_NAMES } from '../shared/address';
import type { ProblemCode } from '../shared/problem';
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
	/** Why an account does not work, and what to do, by code; English where nothing is said. */
	reasons(crm: string): Partial<Record<ProblemCode | 'expired', string>>;
}

/** The same words for several codes. */
const forEach = <Code extends string>(codes: Code[], text: string) =>
	Object.fromEntries(codes.map((code) => [code, text])) as Record<Code, string>;

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
		// The account's own reason is in English.
		reasons: () => ({}),
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
		reasons: (crm) => ({
			revoked:
				'Интеграцию отключили в аккаунте, или токен использован в другом месте. Подключите аккаунт заново.',
			expired:
				'Токен истёк: аккаунтом не пользовались три месяца. Подключите аккаунт заново, а чтобы это не повторилось, каждую неделю запускайте операцию Keep Alive.',
			unauthorized: `${crm} не принимает токен или ключи интеграции. Проверьте ключи и Redirect URI; если они верны, подключите аккаунт заново.`,
			paymentRequired: 'Аккаунт не оплачен. Подписку должен оплатить владелец аккаунта.',
			forbidden:
				'Аккаунт не даёт доступа: не хватает права, или адрес сервера не входит в список разрешённых. Обратитесь к администратору аккаунта.',
			blocked: `${crm} заблокировал интеграцию или адрес этого сервера. Остановите другие программы с этой интеграцией и обратитесь в поддержку ${crm}.`,
			...forEach(
				['notFound', 'badAddress', 'notInstalled'],
				'По этому адресу аккаунта больше нет. Если его переименовали, подключите его заново по новому адресу.',
			),
			...forEach(
				['badInput', 'validation', 'refused'],
				`${crm} не принял запрос на обновление токена. Проверьте ключи интеграции и Redirect URI.`,
			),
			...forEach(
				['unreachable', 'serverError', 'badAnswer', 'rateLimited'],
				`${crm} сейчас не отвечает или перегружен. Попытка повторится сама.`,
			),
		}),
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
		reasons: (crm) => ({
			revoked:
				'La integración se desactivó en la cuenta, o el token se usó en otro lugar. Conecte la cuenta de nuevo.',
			expired:
				'El token caducó: nadie usó la cuenta durante tres meses. Conecte la cuenta de nuevo y, para evitarlo, ejecute cada semana la operación Keep Alive.',
			unauthorized: `${crm} no acepta el token o las claves de la integración. Compruebe las claves y la Redirect URI; si son correctas, conecte la cuenta de nuevo.`,
			paymentRequired: 'La cuenta no está pagada. El propietario debe pagar la suscripción.',
			forbidden:
				'La cuenta no permite el acceso: falta un permiso o la dirección del servidor no está en la lista de permitidas. Consulte al administrador de la cuenta.',
			blocked: `${crm} bloqueó la integración o la dirección de este servidor. Detenga los demás programas que usan la integración y escriba al soporte de ${crm}.`,
			...forEach(
				['notFound', 'badAddress', 'notInstalled'],
				'Ya no hay ninguna cuenta en esta dirección. Si se le cambió el nombre, conéctela de nuevo en su nueva dirección.',
			),
			...forEach(
				['badInput', 'validation', 'refused'],
				`${crm} no aceptó la solicitud de renovación. Compruebe las claves de la integración y la Redirect URI.`,
			),
			...forEach(
				['unreachable', 'serverError', 'badAnswer', 'rateLimited'],
				`${crm} no responde o está sobrecargado. Se volverá a intentar automáticamente.`,
			),
		}),
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
		reasons: (crm) => ({
			revoked:
				'A integração foi desativada na conta, ou o token foi usado em outro lugar. Conecte a conta novamente.',
			expired:
				'O token expirou: ninguém usou a conta por três meses. Conecte a conta novamente e, para evitar isso, execute toda semana a operação Keep Alive.',
			unauthorized: `O ${crm} não aceita o token ou as chaves da integração. Verifique as chaves e a Redirect URI; se estiverem corretas, conecte a conta novamente.`,
			paymentRequired: 'A conta não está paga. O proprietário precisa pagar a assinatura.',
			forbidden:
				'A conta não permite o acesso: falta uma permissão ou o endereço do servidor não está na lista de permitidos. Fale com o administrador da conta.',
			blocked: `O ${crm} bloqueou a integração ou o endereço deste servidor. Pare os outros programas que usam a integração e fale com o suporte do ${crm}.`,
			...forEach(
				['notFound', 'badAddress', 'notInstalled'],
				'Não há mais nenhuma conta neste endereço. Se ela foi renomeada, conecte-a novamente no novo endereço.',
			),
			...forEach(
				['badInput', 'validation', 'refused'],
				`O ${crm} não aceitou o pedido de renovação. Verifique as chaves da integração e a Redirect URI.`,
			),
			...forEach(
				['unreachable', 'serverError', 'badAnswer', 'rateLimited'],
				`O ${crm} não responde ou está sobrecarregado. Haverá nova tentativa automática.`,
			),
		}),
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

/** Why the account does not work, in the language of the page where it has words for that. */
function reasonOf(
	{ health, platform }: InstalledAccount,
	state: State,
	words: Words,
): Markup | string {
	const reason = health.lost ?? (state === 'failing' ? health.lastError : undefined);
	if (!reason) return NOTHING;
	const { code, message, hint } = reason;
	const known = words.reasons(PLATFORM_NAMES[platform])[code as ProblemCode];
	return known === undefined
		? html`<span class="soft" lang="en">${message} ${hint}</span>`
		: soft(known);
}

function row(account: InstalledAccount, { reconnectUrl }: StatusPage, words: Words): Markup {
	const { domain, name, externalId, labels, health, refreshExpiresAt } = account;
	const state = stateOf(account);
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
		${cell('state', html`<span class="${state}">${words.states[state]}</span>${reasonOf(account, state, words)}`)}
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
