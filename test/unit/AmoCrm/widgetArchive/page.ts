import { runInNewContext } from 'node:vm';

import jQueryFactory from 'jquery';
import { JSDOM } from 'jsdom';

/** What a widget of ours hands back to amoCRM. */
interface Callbacks {
	render(): unknown;
	init(): unknown;
	bind_actions(): unknown;
	settings($body: JQuery): unknown;
	onSave(saved?: { active?: string; fields?: object }): unknown;
	onInstall(): unknown;
	dpSettings(): unknown;
	destroy(): unknown;
	onSalesbotDesignerSave(handler: string, parameters: object): string;
	salesbotDesignerSettings(): unknown;
	leads: { selected(): void };
}

interface Asked {
	url: string;
	method: string;
	contentType: string;
	data: string;
}

export interface Call {
	asked: Asked;
	/** What is in its body. */
	body: Record<string, unknown>;
	answer(text: string): void;
	fail(responseText?: string): void;
}

interface Place {
	area?: string;
	/** Of the card; 0 of one that is not saved yet. */
	cardId?: number;
	selected?: Array<{ id: number; type: string }>;
	settings?: object;
	status?: string;
	texts?: Record<string, unknown>;
}

const CODE = 'amo_n8n_7';

/** A page of amoCRM as the documentation describes it, as far as a widget of ours needs it. */
export class WidgetPage {
	readonly window = new JSDOM('<body><div id="column"></div><div id="settings"></div></body>')
		.window;

	readonly $ = jQueryFactory(this.window as never, true) as unknown as JQueryStatic;

	readonly calls: Call[] = [];

	private readonly callbacks: Callbacks;

	constructor(
		script: string,
		private readonly place: Place = {},
	) {
		Object.assign(this.window, { APP: { data: { current_card: { id: place.cardId ?? 501 } } } });
		let Widget: (this: object) => { callbacks: Callbacks } = () => {
			throw new Error('The script defines no widget');
		};
		const define = (names: string[], make: ($: JQueryStatic) => typeof Widget) => {
			expect(names).toEqual(['jquery']);
			Widget = make(this.$);
		};
		// No other names than these: whatever else the script asks for is missing.
		runInNewContext(script, { define, window: this.window, document: this.document });
		this.callbacks = Widget.call(this.widget).callbacks;
	}

	get document() {
		return this.window.document;
	}

	/** What the widget inherits. */
	private get widget() {
		const { place, $ } = this;
		return {
			params: { widget_code: CODE },
			system: () => ({ area: place.area ?? 'lcard' }),
			get_settings: () => ({ widget_code: CODE, version: '1.0.0', ...place.settings }),
			get_install_status: () => place.status ?? 'installed',
			i18n: (group: string) => place.texts?.[group],
			list_selected: () => ({ selected: place.selected ?? [] }),
			render_template: ({ body }: { body: string }) => void $('#column').append(body),
			$authorizedAjax: (asked: Asked) => {
				const answering = $.Deferred<string>();
				this.calls.push({
					asked,
					body: JSON.parse(asked.data) as Record<string, unknown>,
					answer: (text) => void answering.resolve(text),
					fail: (responseText) => void answering.reject({ responseText } as never),
				});
				return answering;
			},
		};
	}

	/** As amoCRM opens a card or a list. */
	open(): void {
		expect(this.callbacks.render()).toBe(true);
		expect(this.callbacks.bind_actions()).toBe(true);
		expect(this.callbacks.init()).toBe(true);
	}

	/** As it opens the settings: fields by their names, and a place for the widget's own. */
	openSettings(fields: Record<string, string>): void {
		const { $ } = this;
		const $inputs = Object.entries(fields).map(([name, value]) =>
			$('<input>').attr('name', name).val(value),
		);
		const own = $('<div>').attr('id', `${CODE}_custom_content`);
		$('#settings').append(own, ...$inputs);
		expect(this.callbacks.settings($('#settings'))).toBe(true);
	}

	get on(): Callbacks {
		return this.callbacks;
	}

	get column(): Element {
		return this.document.querySelector('#column') as Element;
	}

	get button(): HTMLButtonElement {
		return this.document.querySelector('button') as HTMLButtonElement;
	}

	/** The place of an answer: `answer`, `panel`. */
	part(name: string): Element {
		return this.document.querySelector(`[class$="-${name}"]`) as Element;
	}
}
