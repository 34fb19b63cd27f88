import { valuesOf } from '../api/callees';
import { html, json, type IncomingCall, type Reply } from '../net/message';
import { escape, inScript } from '../net/pages';
import type { AccountState } from '../state/account';
import type { Model } from '../state/collection';
import type { World } from '../state/world';
import type { UploadedWidget } from './archive';
import { widgetModel, widgetsFor } from './installed';
import { handlersOf, type Locale, type Manifest } from './manifest';

/** The CRM's own pages, as far as widgets live in them. amocrm.ru/developers: integrations/areas, web_sdk/env_variables. */
interface Area {
	path: RegExp;
	/** Of the manifest's `locations`. */
	area: string;
	/** Of `APP.getWidgetsArea()`. */
	areaCode: string;
	entity: string;
	/** Which group of callbacks a list's selection calls. */
	selectedKey?: string;
	/** In the singular, in `list_selected()`. */
	type?: string;
	/** Only where widgets are at work; the settings show all. */
	shows?: 'all';
}

const card = (entity: string, area: string): Area => ({
	path: new RegExp(`^/${entity}/detail/(\\d+)/?$`),
	area,
	areaCode: `${entity}_card`,
	entity,
});

const list = (entity: string, area: string, type: string, selectedKey = entity): Area => ({
	path: new RegExp(`^/${entity}/list/?$`),
	area,
	areaCode: entity,
	entity,
	type,
	selectedKey,
});

const AREAS: Area[] = [
	card('leads', 'lcard'),
	card('contacts', 'ccard'),
	card('companies', 'comcard'),
	card('customers', 'cucard'),
	list('leads', 'llist', 'lead'),
	list('contacts', 'clist', 'contact'),
	list('customers', 'culist', 'customer'),
	{
		path: /^\/settings\/widgets\/?$/,
		area: 'settings',
		areaCode: 'widgetsSettings',
		entity: 'settings',
		shows: 'all',
	},
	{
		path: /^\/settings\/salesbot\/?$/,
		area: 'salesbot_designer',
		areaCode: 'salesbot',
		entity: 'leads',
	},
	{
		path: /^\/leads\/pipeline\/settings\/?$/,
		area: 'digital_pipeline',
		areaCode: 'leads-dp',
		entity: 'leads',
	},
];

/** The text of a language, else of the widget's first. */
function textsOf({ texts, manifest }: UploadedWidget, language: string): Record<string, unknown> {
	return texts[language as Locale] ?? texts[manifest.widget.locale[0]] ?? {};
}

const textAt = (texts: Record<string, unknown>, key: string): unknown =>
	key
		.split('.')
		.reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], texts);

type Named = Record<
	string,
	{ name: string; type: string; required?: boolean; default_value?: string }
>;

function present(uploaded: UploadedWidget, model: Model, area: string, language: string) {
	const { code, manifest, integrationId } = uploaded;
	const texts = textsOf(uploaded, language);
	const title = (key: string) => String(textAt(texts, key) ?? key);
	const fields = (named: Named = {}) =>
		Object.entries(named).map(([key, { name, type, required, default_value: value = '' }]) => ({
			code: key,
			title: title(name),
			type,
			required,
			value: String(textAt(texts, value) ?? value),
		}));
	return {
		code,
		integrationId,
		name: title(manifest.widget.name),
		version: manifest.widget.version,
		path: `/widgets/${code}`,
		texts,
		settings: model.settings ?? {},
		status: model.is_active_in_account ? 'installed' : 'install',
		usesColumn: manifest.locations.some((place) => place === area || place === `${area}-1`),
		fields: fields(manifest.settings),
		dpFields: manifest.dp && fields(manifest.dp.settings),
		handlers: Object.entries(handlersOf(manifest)).map(([key, handler]) => ({
			code: key,
			name: title(handler.name),
			fields: fields(handler.settings),
		})),
	};
}

const isAt = ({ locations }: Manifest, area: string) =>
	locations.some((place) => place.replace(/-[01]$/, '') === area || place === 'everywhere');

function pageData(world: World, account: AccountState, area: Area, { path, query }: IncomingCall) {
	const { info, behaviour } = account;
	const language = String(query.lang ?? info.language);
	const cardId = area.path.exec(path)?.[1];
	const models = account.collection(area.entity).all();
	const users = account
		.collection('users')
		.all()
		.map(({ id, name }) => ({ id, name }));
	const widgets = widgetsFor(world, account)
		.map((uploaded) => ({ uploaded, model: widgetModel(account, uploaded) }))
		.filter(
			({ uploaded, model }) =>
				area.shows === 'all' || (model.is_active_in_account && isAt(uploaded.manifest, area.area)),
		)
		.map(({ uploaded, model }) => present(uploaded, model, area.area, language));
	return {
		path,
		area: area.area,
		areaCode: area.areaCode,
		entity: area.entity,
		selectedKey: area.selectedKey,
		cardId: cardId === undefined ? undefined : Number(cardId),
		lang: language,
		user: { id: Number(query.user ?? info.adminUserId), login: 'admin@example.com' },
		users,
		constants: {
			account: { id: info.id, subdomain: info.subdomain, name: info.name },
			user: { id: info.adminUserId },
		},
		behaviour: { grantsBeforeSave: behaviour.grantsBeforeSave, tellsOnSave: behaviour.tellsOnSave },
		list: models.map((model) => ({
			id: model.id,
			type: area.type,
			phones: valuesOf(model, 'PHONE'),
			emails: valuesOf(model, 'EMAIL'),
		})),
		content: content(area, cardId, models),
		widgets,
	};
}

function content(area: Area, cardId: string | undefined, models: Model[]): string {
	const name = (model?: Model) => escape(String(model?.name ?? ''));
	if (cardId !== undefined)
		return `<h1>${name(models.find(({ id }) => String(id) === cardId))}</h1>`;
	if (area.selectedKey === undefined) return '';
	const rows = models.map(
		(model) =>
			`<label><input type="checkbox" name="row" value="${model.id}"> ${name(model)}</label>`,
	);
	return rows.join('<br>');
}

const SHELL = ['problems', 'notifications', 'content', 'menu', 'modal', 'status']
	.map((name) => `<div data-test-id="${name}"></div>`)
	.join('');

const SCRIPTS = ['jquery', 'twig', 'crm']
	.map((name) => `<script src="/frontend/${name}.js"></script>`)
	.join('');

/** A page of the CRM; undefined where widgets have no place. `?lang=en`: in the language of another user. */
export function answerCrmPage(world: World, call: IncomingCall): Reply | undefined {
	const account = world.accountAt(call.host);
	const area = AREAS.find(({ path }) => path.test(call.path));
	if (!account || !area || call.method !== 'GET') return undefined;
	const data = pageData(world, account, area, call);
	if (call.query.as === 'json') return json(200, data);
	return html(
		200,
		`<!doctype html><html lang="${escape(data.lang)}"><head><meta charset="utf-8"><title>${escape(account.info.name)}</title></head><body>${SHELL}<aside id="right-column"></aside><script>window.CRM_PAGE = ${inScript(data)};</script>${SCRIPTS}</body></html>`,
	);
}
