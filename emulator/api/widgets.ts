import { mapValues, omit } from 'lodash';
import type { Model } from '../state/collection';
import { readOne } from './batch';
import {
	fine,
	must,
	notAChoice,
	object,
	text,
	textOrNumber,
	wrongType,
	type Check,
	type FieldRule,
	type Fields,
} from './checks';
import {
	hal,
	isRecord,
	noContent,
	refuse,
	self,
	type ApiCall,
	type Endpoint,
	type Present,
} from './kit';
import { answerList } from './list';

/** amocrm.ru/developers: crm/widgets-api. */
interface Setting {
	key: string;
	type: string;
	is_required: boolean;
}

/** One value for each user, by id. */
const byUser = (check: Check): Check => {
	return (value, path, context) => {
		if (!isRecord(value)) return wrongType(path, 'object');
		return Object.entries(value).flatMap(([id, item]) =>
			context.account.collection('users').has(Number(id))
				? check(item, `${path}.${id}`, context)
				: notAChoice(`${path}.${id}`),
		);
	};
};

const TYPES: Record<string, Check> = {
	text: text(),
	pass: text(),
	users: byUser(textOrNumber),
	users_lp: byUser(object({ login: must(text()), password: must(text()) })),
	custom: fine,
};

/** Settings may hold more than the template lists. */
function checkOf({ settings_template: template }: Model, body: unknown): Check {
	const others: Fields = isRecord(body) ? mapValues(body, () => fine) : {};
	const rules = ((template ?? []) as Setting[]).map(({ key, type, is_required: isRequired }) => {
		const rule: FieldRule = { check: TYPES[type], required: isRequired ? 'always' : undefined };
		return [key, rule];
	});
	return object({ ...others, ...Object.fromEntries(rules) });
}

export function blankWidget({ account }: ApiCall, { code }: Record<string, unknown>): Model {
	return {
		id: account.ids.take('entity'),
		code: code ?? 'widget',
		version: '1.0.0',
		rating: '5,0',
		settings_template: [],
		is_lead_source: false,
		is_work_with_dp: false,
		is_crm_template: false,
		client_uuid: null,
		is_active_in_account: false,
		pipeline_id: null,
	};
}

const whole: Present = (call, widget) => ({
	...omit(widget, 'account_id'),
	_links: self(call, `/widgets/${String(widget.code)}`),
});

/** Settings are for the widget's own integration, and for whoever has just written them. */
const present: Present = (call, widget, withs) =>
	omit(whole(call, widget, withs), widget.client_uuid === call.integrationId ? [] : ['settings']);

function find({ account, params }: ApiCall): Model {
	const widgets = account.collection('widgets').all();
	const widget = widgets.find(({ code }) => code === params.code);
	if (!widget) throw refuse(404, 'There is no such widget');
	return widget;
}

function install(call: ApiCall) {
	const widget = find(call);
	const check = checkOf(widget, call.body);
	const { value } = readOne(call, { check, mode: 'create' });
	Object.assign(widget, { settings: value, is_active_in_account: true });
	return hal(whole(call, widget, new Set()));
}

function uninstall(call: ApiCall) {
	const widget = find(call);
	widget.is_active_in_account = false;
	delete widget.settings;
	return noContent();
}

export const widgetEndpoints: Endpoint[] = [
	{
		method: 'GET',
		path: '/widgets',
		run: (call) =>
			answerList(call, {
				models: call.account.collection('widgets').all(),
				path: '/widgets',
				key: 'widgets',
				rules: {},
				present,
			}),
	},
	{
		method: 'GET',
		path: '/widgets/:code*',
		run: (call) => hal(present(call, find(call), new Set())),
	},
	{ method: 'POST', path: '/widgets/:code*', adminOnly: true, run: install },
	{ method: 'DELETE', path: '/widgets/:code*', adminOnly: true, run: uninstall },
];
