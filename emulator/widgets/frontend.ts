import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicStage } from '../control/stage';
import { pickBy } from 'lodash';
import { json, problem, type IncomingCall, type Reply } from '../net/message';
import type { AccountState } from '../state/account';
import type { UploadedWidget } from './archive';
import { readBotSource } from './botRun';
import { disableIntegration, installIntegration, widgetModel, widgetsFor } from './installed';
import { signWidgetToken } from './tokens';

/** What the CRM's pages fetch from their own host. */
const LIBRARIES: Record<string, () => string> = {
	jquery: () => require.resolve('jquery/dist/jquery.js'),
	twig: () => require.resolve('twig/twig.min.js'),
	crm: () => join(__dirname, 'browser', 'crm.js'),
};

const TYPES: Record<string, string> = {
	js: 'text/javascript; charset=utf-8',
	json: 'application/json',
	css: 'text/css',
	png: 'image/png',
	gif: 'image/gif',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
};

const file = (name: string, bytes: Buffer): Reply => ({
	status: 200,
	headers: { 'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream' },
	body: '',
	bytes,
});

interface Asked {
	stage: PublicStage;
	account: AccountState;
	call: IncomingCall;
	/** What the path's brackets caught. */
	parts: string[];
	body: Record<string, unknown>;
}

const placeOf = ({ account }: Asked, { integrationId }: { integrationId: string }) => ({
	integrationId,
	subdomain: account.info.domain,
});

function widgetOf({ stage, account, parts }: Asked): UploadedWidget {
	const found = widgetsFor(stage.world, account).find(({ code }) => code === parts[0]);
	if (!found) throw new Error(`No widget ${parts[0]} in ${account.info.domain}`);
	return found;
}

const isJson = (value: unknown) => {
	try {
		return typeof JSON.parse(String(value)) !== 'string';
	} catch {
		return false;
	}
};

/** A field of one's own may hold JSON or a number; other texts are not kept. amocrm.ru/developers: integrations/custom_settings. */
const keptSettings = ({ manifest }: UploadedWidget, settings: Record<string, unknown>) =>
	pickBy(settings, (value, key) => manifest.settings?.[key]?.type !== 'custom' || isJson(value));

const ROUTES: Array<
	[method: string, path: RegExp, answer: (asked: Asked) => Promise<Reply> | Reply]
> = [
	[
		'GET',
		/^\/frontend\/(jquery|twig|crm)\.js$/,
		({ parts: [name] }) => file('x.js', readFileSync(LIBRARIES[name]())),
	],
	[
		'GET',
		/^\/widgets\/(\w+)\/(.+)$/,
		(asked) => {
			const bytes = widgetOf(asked).files.get(asked.parts[1]);
			return bytes ? file(asked.parts[1], bytes) : problem(404, 'Not found');
		},
	],
	[
		'GET',
		/^\/ajax\/v2\/integrations\/([\w-]+)\/disposable_token$/,
		async (asked) => {
			const { stage, account, call, parts } = asked;
			const place = placeOf(asked, { integrationId: parts[0] });
			// While the widget is being installed, its own window has a token already.
			if (account.behaviour.grantsBeforeSave) stage.world.checkInstalled(place);
			const token = await signWidgetToken(stage.world, {
				...place,
				userId: Number(call.query.user),
			});
			return json(200, { token });
		},
	],
	[
		'POST',
		/^\/ajax\/widgets\/(\w+)\/install$/,
		async (asked) => {
			const uploaded = widgetOf(asked);
			const place = placeOf(asked, uploaded);
			const party = asked.stage.world.partyOf(place);
			if (!asked.stage.world.isInstalled(party)) await installIntegration(asked.stage, place);
			return json(200, {});
		},
	],
	[
		'POST',
		/^\/ajax\/widgets\/(\w+)\/save$/,
		(asked) => {
			const uploaded = widgetOf(asked);
			const model = widgetModel(asked.account, uploaded);
			const settings = keptSettings(uploaded, asked.body);
			Object.assign(model, { settings, is_active_in_account: true });
			return json(200, {});
		},
	],
	[
		'POST',
		/^\/ajax\/widgets\/(\w+)\/disable$/,
		async (asked) => {
			const uploaded = widgetOf(asked);
			const model = widgetModel(asked.account, uploaded);
			Object.assign(model, { settings: {}, is_active_in_account: false });
			await disableIntegration(asked.stage, placeOf(asked, uploaded));
			return json(200, {});
		},
	],
	[
		'POST',
		/^\/ajax\/salesbots$/,
		({ account, body }) => {
			const steps = readBotSource(body.source);
			const id = account.ids.take('entity');
			account
				.collection('bots')
				.insert({ id, name: 'Designed', type_functionality: 'regular', type: 2 });
			account.collection('bots/designed').insert({ id, steps, integration_id: body.integrationId });
			return json(200, { id });
		},
	],
	[
		'POST',
		/^\/ajax\/widget_triggers$/,
		({ stage, account, body }) => {
			const widget = stage.world.widgets.get(String(body.integrationId));
			const url = widget?.manifest.dp?.webhook_url;
			if (!url) throw new Error('The manifest names no dp.webhook_url');
			const id = account.ids.take('entity');
			account.collection('pipeline/triggers').insert({ id, url, settings: body.settings });
			return json(200, { id });
		},
	],
];

const readBody = ({ body }: IncomingCall) =>
	(body === '' ? {} : JSON.parse(body)) as Record<string, unknown>;

/** Undefined: it is none of these. */
export async function answerFrontend(
	stage: PublicStage,
	call: IncomingCall,
): Promise<Reply | undefined> {
	const account = stage.world.accountAt(call.host);
	if (!account) return undefined;
	for (const [method, path, answer] of ROUTES) {
		const caught = method === call.method ? path.exec(call.path) : null;
		if (!caught) continue;
		try {
			return await answer({ stage, account, call, parts: caught.slice(1), body: readBody(call) });
		} catch (error) {
			return problem(400, (error as Error).message);
		}
	}
	return undefined;
}
