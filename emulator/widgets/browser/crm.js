/**
 * A window of the CRM with the widgets of its account in it: loads each script, calls its callbacks in amoCRM's
 * order, and offers what the documentation lists. What it does not list is not there.
 * amocrm.ru/developers: integrations/script_js, web_sdk/mechanics, web_sdk/settings, web_sdk/salesbot-2.
 */
(function () {
	'use strict';

	const { jQuery: $, Twig } = window;
	const column = () => $('#right-column');
	/** What is in the window now: the page's data, and the widgets in it. */
	let page = null;
	let widgets = [];

	// Each script calls define() once, without a name.
	let defined = null;
	window.define = (needed, factory) => {
		defined = typeof needed === 'function' ? { needed: [], factory: needed } : { needed, factory };
	};

	const MODULES = { jquery: $, twigjs: Twig };

	function report(code, error) {
		const line = $('<p>').text(`${code}: ${error && error.message ? error.message : error}`);
		$('[data-test-id=problems]').append(line);
	}

	const loadScript = (src) =>
		new Promise((resolve, reject) => {
			const script = document.createElement('script');
			Object.assign(script, {
				src,
				onload: resolve,
				onerror: () => reject(new Error(`${src} does not load`)),
			});
			document.head.append(script);
		});

	const makers = new Map();

	async function makerOf({ code, version, path }) {
		if (makers.has(path + version)) return makers.get(path + version);
		defined = null;
		await loadScript(`${path}/script.js?v=${version}`);
		if (!defined) throw new Error('script.js calls no define()');
		const needed = defined.needed.map((name) => {
			if (!(name in MODULES)) throw new Error(`amoCRM has no module "${name}" for ${code}`);
			return MODULES[name];
		});
		const maker = defined.factory(...needed);
		makers.set(path + version, maker);
		return maker;
	}

	/** What a widget inherits. */
	function systemWidget(about) {
		const at = (texts, key) =>
			key.split('.').reduce((part, name) => (part ? part[name] : undefined), texts);
		return {
			params: { path: about.path, widget_code: about.code, ...about.settings },
			langs: about.texts,
			i18n: (key) => at(about.texts, key),
			system: () => ({
				area: page.area,
				amouser_id: String(page.user.id),
				amouser: page.user.login,
			}),
			get_settings: () => ({
				...about.settings,
				widget_code: about.code,
				path: about.path,
				version: about.version,
			}),
			set_settings: (more) => Object.assign(about.settings, more),
			get_version: () => about.version,
			get_install_status: () => about.status,
			render: ({ data }, params) => Twig.twig({ data }).render(params),
			render_template({ caption = {}, body = '', render = '' }, params) {
				if (!about.usesColumn) return;
				const block = $('<div>').addClass(
					`card-widgets__widget card-widgets__widget-${about.code}`,
				);
				const title = $('<div>')
					.addClass('card-widgets__widget__caption')
					.addClass(caption.class_name);
				const content = $('<div>').addClass('card-widgets__widget__body js-body-hide');
				title.html(caption.html);
				content.html(body).append(Twig.twig({ data: render }).render(params));
				column().find(`.card-widgets__widget-${about.code}`).remove();
				column().append(block.append(title, content));
			},
			list_selected() {
				const selected = page.list.filter(({ id }) => $(`[name=row][value=${id}]`).prop('checked'));
				const count = (key) => selected.reduce((sum, row) => sum + row[key].length, 0);
				return {
					selected: selected.map(({ id, type, emails, phones }) => ({ id, type, emails, phones })),
					summary: { items: selected.length, emails: count('emails'), phones: count('phones') },
				};
			},
			widgetsOverlay: (shown) => column().toggle(shown),
			$authorizedAjax(options) {
				const done = $.Deferred();
				const asked = `/ajax/v2/integrations/${about.integrationId}/disposable_token?user=${page.user.id}`;
				$.getJSON(asked).then(
					({ token }) =>
						$.ajax({ ...options, headers: { ...options.headers, 'X-Auth-Token': token } }).then(
							done.resolve,
							done.reject,
						),
					done.reject,
				);
				return done.promise();
			},
		};
	}

	async function build(about) {
		const Maker = await makerOf(about);
		const system = systemWidget(about);
		const widget = Maker.call(system) || system;
		return { about, callbacks: widget.callbacks };
	}

	/** render, then bind_actions and init; each must be there and give true. */
	function begin({ about, callbacks }) {
		for (const name of ['render', 'bind_actions', 'init']) {
			if (typeof callbacks[name] !== 'function') return report(about.code, `no callback ${name}`);
			if (callbacks[name]() !== true) return report(about.code, `${name}() did not give true`);
		}
	}

	function end() {
		for (const { about, callbacks } of widgets) {
			try {
				if (callbacks.destroy) callbacks.destroy();
			} catch (error) {
				report(about.code, error);
			}
		}
		widgets = [];
		column().empty();
	}

	window.APP = {
		getBaseEntity: () => page.entity,
		isCard: () => page.cardId !== undefined,
		getWidgetsArea: () => page.areaCode,
		constant: (name) => page.constants[name],
		notifications: {
			add_error: ({ header, text }) =>
				$('[data-test-id=notifications]').append($('<div>').html(`${header}: ${text}`)),
		},
		data: {},
	};

	/** Shows another page without loading the window anew, as the CRM does. */
	async function goTo(path) {
		end();
		const answer = await fetch(`${path}${path.includes('?') ? '&' : '?'}as=json`);
		await show(await answer.json());
		history.pushState(null, '', path);
	}

	async function show(data) {
		page = data;
		window.APP.lang_id = page.lang;
		window.APP.data.current_card = page.cardId === undefined ? false : { id: page.cardId };
		$('[data-test-id=content]').html(page.content);
		column().toggle(page.cardId !== undefined);
		for (const about of page.widgets) {
			try {
				const built = await build(about);
				widgets.push(built);
				begin(built);
			} catch (error) {
				report(about.code, error);
			}
		}
		const draw = DRAWERS[page.area];
		if (draw) draw();
		$('body').attr('data-ready', page.path);
	}

	const post = async (path, body) => {
		const headers = { 'content-type': 'application/json' };
		const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
		const told = await answer.json();
		if (!answer.ok) throw new Error(told.detail);
		return told;
	};

	const say = (text) => $('[data-test-id=status]').text(text);

	const button = (className, text, act) =>
		$('<button type="button">')
			.addClass(className)
			.text(text)
			.on('click', () =>
				Promise.resolve()
					.then(act)
					.catch((error) => say(error.message)),
			);

	function field(widgetCode, { code, title, type, value = '' }) {
		const row = $('<div class="widget_settings_block__item_field">');
		row.append(
			$('<div class="widget_settings_block__title_field">').attr('title', title).text(title),
		);
		const inputs = $('<div class="widget_settings_block__input_field">').appendTo(row);
		const input = (name, kind, now) =>
			$('<input class="widget_settings_block__controls__">')
				.attr({ name, type: kind, value: now, 'aria-label': title })
				.appendTo(inputs);
		if (type === 'users')
			page.users.forEach(({ id }) => input(`${code}[${id}]`, 'text', value[id]));
		else if (type === 'users_lp') {
			page.users.forEach(({ id }) =>
				['login', 'password'].forEach((part) => input(`${code}[${id}][${part}]`, 'text')),
			);
		} else if (type === 'custom') {
			input(code, 'hidden', value).attr('id', `${widgetCode}_custom`);
			inputs.append($('<div>').attr('id', `${widgetCode}_custom_content`));
		} else input(code, type === 'pass' ? 'password' : 'text', value);
		return row;
	}

	/** `phones[9]=12` as `{ phones: { 9: '12' } }`. */
	function valuesOf(form) {
		const values = {};
		form.find('input, textarea, select').each((_, { name, value }) => {
			if (!name) return;
			const keys = name.split(/[[\]]+/).filter(Boolean);
			const last = keys.pop();
			const place = keys.reduce((part, key) => (part[key] = part[key] || {}), values);
			place[last] = value;
		});
		return values;
	}

	const isEmpty = (value) =>
		value === '' ||
		value === undefined ||
		(typeof value === 'object' && Object.values(value).every((one) => one === ''));

	async function agreed(callbacks, told) {
		if (typeof callbacks.onSave !== 'function') throw new Error('no callback onSave');
		const result = await (page.behaviour.tellsOnSave ? callbacks.onSave(told) : callbacks.onSave());
		if (result === false || result === undefined) throw new Error('onSave did not agree');
	}

	/** Fields first, then `onSave`; the grant stands before it or after it. */
	async function save({ about, callbacks }, form) {
		const fields = valuesOf(form);
		const missing = about.fields.filter(({ code, required }) => required && isEmpty(fields[code]));
		if (missing.length > 0)
			throw new Error(`Fill in: ${missing.map(({ title }) => title).join(', ')}`);
		const isNew = about.status !== 'installed';
		const install = () => (isNew ? post(`/ajax/widgets/${about.code}/install`, {}) : undefined);
		if (page.behaviour.grantsBeforeSave) await install();
		await agreed(callbacks, { active: 'Y', widget_code: about.code, fields });
		if (!page.behaviour.grantsBeforeSave) await install();
		await post(`/ajax/widgets/${about.code}/save`, fields);
		Object.assign(about, { settings: fields, status: 'installed' });
		if (isNew && callbacks.onInstall) callbacks.onInstall();
		say('Saved');
	}

	async function disable({ about, callbacks }) {
		await agreed(callbacks, { active: 'N', widget_code: about.code, fields: about.settings });
		if (callbacks.destroy) callbacks.destroy();
		await post(`/ajax/widgets/${about.code}/disable`, {});
		about.status = 'install';
		say('Disabled');
	}

	function openSettings(built) {
		const { about, callbacks } = built;
		const block = $('<div class="widget_settings_block widget-settings__desc-space">');
		const form = $('<div class="modal-body widget-settings">').append(
			$('<h2>').text(about.name),
			block,
		);
		about.fields.forEach((one) =>
			block.append(field(about.code, { ...one, value: about.settings[one.code] })),
		);
		form.append(
			button('js-widget-install', about.status === 'installed' ? 'Save' : 'Install', () =>
				save(built, form),
			),
			button('js-widget-uninstall', 'Disable', () => disable(built)),
		);
		$('[data-test-id=modal]').empty().append(form);
		if (callbacks.settings) callbacks.settings(form, {});
	}

	function addToBot(built, { code: handlerCode, name, fields }) {
		const { about, callbacks } = built;
		const block = $('<div class="salesbot-designer__widget">').append($('<h3>').text(name));
		const row = (caption) =>
			`<div class="salesbot-row"><span>${$('<i>').text(caption).html()}</span></div>`;
		fields.forEach(({ code, title, value = '' }) => {
			const input = $('<input>').attr({
				name: code,
				value,
				'data-field-name': code,
				'aria-label': title,
			});
			block.append($(row(title)).append(input));
		});
		$('[data-test-id=modal]').empty().append(block);
		const settings =
			callbacks.salesbotDesignerSettings && callbacks.salesbotDesignerSettings(block, row, {});
		const exits = (settings && settings.exits) || [];
		block.append(
			exits.map(({ code, title }) => $('<p class="exit">').attr('data-exit', code).text(title)),
		);
		block.append(
			button('js-bot-save', 'Save', async () => {
				const source = callbacks.onSalesbotDesignerSave(handlerCode, valuesOf(block));
				const { id } = await post('/ajax/salesbots', {
					integrationId: about.integrationId,
					source,
				});
				say(`Bot ${id}`);
			}),
		);
	}

	function setUpTrigger({ about, callbacks }) {
		const style = $('<div>').addClass(`digital-pipeline__short-task_widget-style_${about.code}`);
		const form = $('<form data-action="send_widget_hook" id="widget_settings__fields_wrapper">');
		about.dpFields.forEach((one) => form.append(field(about.code, one)));
		$('[data-test-id=modal]')
			.empty()
			.append($('<div>').append($('<div>').append(style), form));
		if (callbacks.dpSettings) callbacks.dpSettings();
		form.append(
			button('js-trigger-save', 'Save', async () => {
				const { id } = await post('/ajax/widget_triggers', {
					integrationId: about.integrationId,
					settings: valuesOf(form),
				});
				say(`Trigger ${id}`);
			}),
		);
	}

	const menu = (entries) => $('[data-test-id=menu]').empty().append(entries);

	const drawList = () =>
		menu(
			widgets.map(({ about, callbacks }) =>
				button('js-selected', about.name, () => {
					column().show();
					const group = callbacks[page.selectedKey];
					if (group && group.selected) group.selected();
				}),
			),
		);

	const DRAWERS = {
		settings: () =>
			menu(
				widgets.map((built) => button('js-widget', built.about.name, () => openSettings(built))),
			),
		salesbot_designer: () =>
			menu(
				$.map(widgets, (built) =>
					built.about.handlers.map((handler) =>
						button('js-handler', handler.name, () => addToBot(built, handler)),
					),
				),
			),
		digital_pipeline: () =>
			menu(
				widgets
					.filter(({ about }) => about.dpFields)
					.map((built) => button('js-trigger', built.about.name, () => setUpTrigger(built))),
			),
		llist: drawList,
		clist: drawList,
		culist: drawList,
		tlist: drawList,
	};

	$(document).on('click', 'a[data-go]', (event) => {
		event.preventDefault();
		goTo($(event.currentTarget).attr('href'));
	});

	window.addEventListener('error', ({ error, message }) => report('window', error || message));
	show(window.CRM_PAGE);
})();
