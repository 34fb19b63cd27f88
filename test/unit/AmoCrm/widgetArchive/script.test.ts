import { Linter } from 'eslint';
import js from '@eslint/js';

import {
	constant,
	scriptOf,
	type ScriptConfig,
} from '../../../../nodes/AmoCrm/resources/widget/archive/script';
import { WORDS } from '../../../../nodes/AmoCrm/resources/widget/archive/languages';
import { WidgetPage } from './page';

const URL = 'https://n8n.example.com/webhook/7f3a/amocrm-widget';

const CONFIG: ScriptConfig = {
	url: URL,
	cards: ['lead', 'contact'],
	lists: ['leads'],
	button: true,
	again: false,
	panel: true,
	settings: ['login', 'phones', 'notes'],
	own: 'notes',
	asksAboutSettings: true,
	bot: ['message'],
};

const WORDS_EN = WORDS.en;

const texts = {
	ui: { ...WORDS_EN, button: 'Send' },
	salesbot: { name: 'Ask', success: 'Yes', fail: 'No' },
};

type Place = ConstructorParameters<typeof WidgetPage>[1];

const page = (place: Place = {}, config: Partial<ScriptConfig> = {}) =>
	new WidgetPage(scriptOf({ ...CONFIG, ...config }), { texts, ...place });

/** An open page whose panel has been answered. */
function opened(place: Place = {}, config: Partial<ScriptConfig> = {}) {
	const made = page(place, { panel: false, ...config });
	made.open();
	return made;
}

/** Presses the button and answers. */
function answered(made: WidgetPage, text: string) {
	made.button.click();
	made.calls.at(-1)?.answer(text);
	return made.part('answer');
}

describe('the script', () => {
	it('is clean code for old browsers: ES5, and promises', () => {
		const messages = new Linter().verify(scriptOf(CONFIG), [
			js.configs.recommended,
			{
				languageOptions: {
					ecmaVersion: 5,
					sourceType: 'script',
					globals: {
						define: 'readonly',
						window: 'readonly',
						document: 'readonly',
						Promise: 'readonly',
					},
				},
				rules: {
					'no-alert': 'error',
					'no-caller': 'error',
					'no-console': 'error',
					'no-eval': 'error',
					'no-implied-eval': 'error',
					'no-new-func': 'error',
					'no-script-url': 'error',
					'no-shadow': 'error',
					'no-use-before-define': ['error', { functions: false }],
					'no-unused-vars': ['error', { caughtErrors: 'none' }],
					eqeqeq: 'error',
					strict: ['error', 'function'],
				},
			},
		]);
		expect(messages).toEqual([]);
	});

	/** @see https://www.amocrm.ru/developers/content/integrations/requirements */
	it.each([
		['a click that nobody made', /\.(?:click\(|trigger\(\s*'(?!change'))/],
		[
			"a script of somebody else's",
			/createElement|getScript|https?:\/\/(?!n8n\.example\.com)[\w.]/,
		],
		['HTML of what came from outside', /\.html\(|innerHTML|insertAdjacentHTML|document\.write/],
		['a style sheet', /<style|<link|stylesheet|addClass\('(?!button-input)/],
		['a request that stops the page', /async:\s*false/],
		['a change of what is amoCRM’s', /APP(?:\.\w+)*\s*=[^=]|AMOCRM/],
	])('has not %s', (_title, forbidden) => {
		expect(scriptOf(CONFIG)).not.toMatch(forbidden);
	});

	it('carries the choices of the builder as one JSON, which is JavaScript too', () => {
		const bad = '</script><!--\u2028\u2029"\\\'`${0}$&';
		const made = constant({ bad });
		expect(made).not.toMatch(/[<>\u2028\u2029]/);
		expect(JSON.parse(made)).toEqual({ bad });
		const script = scriptOf({ ...CONFIG, url: bad });
		const [, json] = /var CONFIG = ([^;]*);\n/.exec(script) ?? [];
		expect(JSON.parse(json)).toEqual({ ...CONFIG, url: bad });
	});

	it('ends its lines as Unix does and begins with no mark of the byte order', () => {
		expect(scriptOf(CONFIG)).toMatch(/^define\(/);
		expect(scriptOf(CONFIG)).not.toContain('\r');
	});
});

describe('the button in a card', () => {
	it('tells the workflow of the card and the settings', async () => {
		const made = opened({
			area: 'ccard',
			cardId: 7,
			settings: { login: 'anna', phones: { 9: '101' }, notes: '{"text":"a"}', status: 'installed' },
		});

		made.button.click();

		expect(made.calls).toHaveLength(1);
		const [{ asked, body }] = made.calls;
		expect(asked).toMatchObject({ url: URL, method: 'POST', contentType: 'application/json' });
		expect(body).toEqual({
			action: 'button',
			card: { type: 'contact', id: 7 },
			cards: [{ type: 'contact', id: 7 }],
			settings: { login: 'anna', phones: { 9: '101' }, notes: { text: 'a' } },
		});
	});

	it('cannot be pressed twice, neither while the workflow runs nor after it', async () => {
		const made = opened();
		made.button.click();
		made.button.click();
		expect(made.button.disabled).toBe(true);
		expect(made.part('answer').textContent).toBe(WORDS_EN.waiting);
		made.calls[0].answer('{"text":"Sent"}');
		made.button.click();

		expect(made.calls).toHaveLength(1);
		expect(made.part('answer').textContent).toBe('Sent');
	});

	it.each([
		[
			'the answer was an error',
			{},
			(made: WidgetPage) => made.calls[0].answer('{"error":"Sold out"}'),
		],
		['there was no answer', {}, (made: WidgetPage) => made.calls[0].fail()],
		['the builder wants it', { again: true }, (made: WidgetPage) => made.calls[0].answer('')],
	])('can be pressed again where %s', async (_title, config, answer) => {
		const made = opened({}, config);
		made.button.click();
		answer(made);
		made.button.click();
		expect(made.calls).toHaveLength(2);
	});

	it.each([
		['a card of another kind', { area: 'comcard' }],
		['a card that is not saved yet', { cardId: 0 }],
		['another page', { area: 'dashboard' }],
	])('is not in %s', async (_title, place) => {
		const made = opened(place);
		expect(made.column.children).toHaveLength(0);
	});
});

describe('an answer', () => {
	it.each([
		['nothing', '', WORDS_EN.done],
		['an object without a word of ours', '{"received":true}', WORDS_EN.done],
		['a text', '{"text":"Sent"}', 'Sent'],
		['a number', '{"text":0}', '0'],
		['a list of one', '[{"text":"Sent"}]', 'Sent'],
		['an empty list', '[]', WORDS_EN.done],
		['what is no JSON', 'Sent', 'Sent'],
		['a value alone', '"Sent"', 'Sent'],
		['an object in place of a text', '{"text":{"a":1}}', '{"a":1}'],
		['everything at once', '{"text":"a","error":"b","link":"c","table":{"d":"e"}}', 'bacde'],
		['a table that is none', '{"table":[null,1,{"name":"a"}]}', 'a'],
	])('that is %s is shown', async (_title, answer, shown) => {
		const made = opened();
		expect(answered(made, answer).textContent).toBe(shown);
	});

	it.each([
		['an object', '{"table":{"Stock":5,"Shelf":null}}'],
		['rows', '{"table":[{"name":"Stock","value":5},{"name":"Shelf"}]}'],
	])('may have a table, given as %s', async (_title, answer) => {
		const made = opened();
		const cells = answered(made, answer).querySelectorAll('th, td');
		expect([...cells].map((cell) => cell.textContent)).toEqual(['Stock', '5', 'Shelf', '']);
	});

	it.each([
		['an address', '"https://example.com/1"', 'https://example.com/1', 'https://example.com/1'],
		[
			'with a text',
			'{"text":"Order 1","url":"https://example.com/1"}',
			'https://example.com/1',
			'Order 1',
		],
	])('may have a link, given as %s', async (_title, link, href, text) => {
		const made = opened();
		const anchor = answered(made, `{"link":${link}}`).querySelector('a');
		expect(anchor?.getAttribute('href')).toBe(href);
		expect(anchor?.getAttribute('rel')).toBe('noopener noreferrer');
		expect(anchor?.textContent).toBe(text);
	});

	it.each(['javascript:alert(1)', 'data:text/html,<script>1</script>', '//evil.example', ' https'])(
		'gets no link to %s',
		async (url) => {
			const made = opened();
			const place = answered(made, JSON.stringify({ link: { url } }));
			expect(place.querySelector('a')).toBeNull();
			expect(place.textContent).toBe(url);
		},
	);

	const HOSTILE = [
		'<script>window.hacked = 1</script>',
		'<img src=x onerror="window.hacked = 1">',
		'{{ 7 * 7 }}{% raw %}',
		'"\'`</div></table>',
		'\u202Egnp.exe\u0000\u2028',
		'я'.repeat(100_000),
	];

	it.each(HOSTILE.map((text) => [text.slice(0, 30), text]))('is text: %s', async (_title, text) => {
		const made = opened();
		const link = { url: text, text };
		const table = [{ name: text, value: text }];

		const place = answered(made, JSON.stringify({ text, error: text, link, table }));

		expect([...place.children].map((child) => child.textContent)).toEqual([
			text,
			text,
			text,
			text + text,
		]);
		const tags = [...place.querySelectorAll('*')].map(({ tagName }) => tagName.toLowerCase());
		expect(new Set(tags)).toEqual(new Set(['div', 'table', 'tbody', 'tr', 'th', 'td']));
		expect(made.window).not.toHaveProperty('hacked');
	});

	/** Chromium before 80 knows no `overflow-wrap: anywhere`: a table then grows as wide as the word. */
	it('breaks long words, in old browsers too', async () => {
		const made = opened();
		const place = answered(made, JSON.stringify({ text: 'a', table: { b: 'c' } }));
		const [text, cell] = place.querySelectorAll<HTMLElement>('div, td');
		expect(text.getAttribute('style')).toContain('word-break: break-word');
		expect(cell.getAttribute('style')).toContain('word-break: break-word');
	});

	it('stands by itself in its own direction', async () => {
		const made = opened();
		const [line] = answered(made, '{"text":"שלום"}').children;
		expect(line.getAttribute('dir')).toBe('auto');
	});

	it.each([
		['what the trigger said', '{"error":"The token has expired."}', 'The token has expired.'],
		["n8n's own words left out", '{"code":0,"message":"Error in workflow"}', WORDS_EN.failed],
		['a page of a proxy left out', '<h1>502</h1>', WORDS_EN.failed],
		['nothing there', undefined, WORDS_EN.failed],
	])('that failed is an error: %s', async (_title, responseText, shown) => {
		const made = opened();
		made.button.click();
		made.calls[0].fail(responseText);
		expect(made.part('answer').querySelector('[role=alert]')?.textContent).toBe(shown);
	});
});

describe('the panel', () => {
	it('asks when a card opens, and shows the answer', async () => {
		const made = page({ cardId: 7 });
		made.open();
		expect(made.calls.map(({ body }) => body)).toMatchObject([
			{ action: 'panel', card: { type: 'lead', id: 7 } },
		]);
		made.calls[0].answer('{"table":{"Stock":5}}');
		expect(made.part('panel').textContent).toBe('Stock5');
		expect(made.part('answer').textContent).toBe('');
	});

	it('shows nothing that comes after the user has left', async () => {
		const made = page();
		made.open();
		made.on.destroy();
		made.open();
		made.calls[0].answer('{"text":"old"}');
		expect(made.part('panel').textContent).toBe(WORDS_EN.waiting);
	});

	it('is in no list', () => {
		const made = page({ area: 'llist' });
		made.open();
		expect(made.calls).toEqual([]);
		expect(made.part('panel')).toBeNull();
	});
});

describe('the button in a list', () => {
	const selected = [
		{ id: 1, type: 'lead' },
		{ id: 2, type: 'lead' },
	];

	it('tells the workflow of the cards that are selected', async () => {
		const made = opened({ area: 'llist', selected });
		expect(made.part('count').textContent).toBe('Selected: 2');
		made.button.click();
		expect(made.calls.map(({ body }) => body)).toEqual([
			{ action: 'button', cards: selected, settings: {} },
		]);
	});

	it('counts anew when the selection changes', async () => {
		const chosen = [...selected];
		const made = opened({ area: 'llist', selected: chosen });
		chosen.pop();
		made.on.leads.selected();
		expect(made.part('count').textContent).toBe('Selected: 1');
		expect(made.column.children).toHaveLength(1);
	});

	it('is drawn when something is selected, where amoCRM has cleared its column', async () => {
		const made = opened({ area: 'llist', selected });
		made.column.textContent = '';
		made.on.leads.selected();
		expect(made.button.textContent).toBe('Send');
	});

	it('asks for a selection first', async () => {
		const made = opened({ area: 'llist' });
		made.button.click();
		expect(made.calls).toEqual([]);
		expect(made.part('answer').textContent).toBe(WORDS_EN.nothingSelected);
	});

	it('is in no other list', async () => {
		const made = opened({ area: 'clist', selected });
		made.on.leads.selected();
		expect(made.column.children).toHaveLength(0);
	});
});

describe('settings', () => {
	const fields = {
		login: 'anna',
		'phones[9]': '101',
		'phones[10][password]': 'x',
		notes: '{"text":"a"}',
		other: '1',
	};
	const told = { login: 'anna', phones: { 9: '101', 10: { password: 'x' } }, notes: { text: 'a' } };

	/** What became of saving: true, or the reason of the refusal. */
	const outcome = async (saving: unknown) =>
		await (saving as Promise<unknown>).catch((error: Error) => error.message);

	it.each([
		[
			'what amoCRM hands over',
			{ active: 'Y', fields: { login: 'anna', widget_code: 'x' } },
			{ login: 'anna' },
		],
		['what stands in the form', undefined, told],
	])('are shown to the workflow before they are saved: %s', async (_title, saved, settings) => {
		const made = page({ status: 'install' });
		made.openSettings(fields);

		const saving = made.on.onSave(saved);
		made.calls[0].answer('{"text":"Fine"}');

		expect(await outcome(saving)).toBe(true);
		expect(made.calls.map(({ body }) => body)).toEqual([{ action: 'settings', settings }]);
	});

	it('are not saved where the workflow refuses them, and it says why', async () => {
		const made = page();
		made.openSettings(fields);
		for (const reason of ['The <b>password</b> is wrong', 'Still wrong']) {
			const saving = made.on.onSave({ active: 'Y', fields: {} });
			made.calls.at(-1)?.answer(JSON.stringify({ error: reason }));
			expect(await outcome(saving)).toBe(reason);
			const shown = [...made.document.querySelectorAll('[role=alert]')];
			expect(shown.map(({ textContent }) => textContent)).toEqual([reason]);
		}
	});

	it('are not saved where they cannot be checked in a widget that is installed', async () => {
		const made = page();
		made.openSettings(fields);
		const saving = made.on.onSave({ active: 'Y', fields: {} });
		made.calls[0].fail();
		expect(await outcome(saving)).toBe(WORDS_EN.notChecked);
	});

	it('are saved, and told afterwards, where the page gets no token before the widget is installed', async () => {
		const made = page({ status: 'install' });
		made.openSettings(fields);
		const saving = made.on.onSave({ active: 'Y', fields: { login: 'anna' } });
		made.calls[0].fail('Unauthorized');
		expect(await outcome(saving)).toBe(true);

		made.on.onInstall();
		made.on.onInstall();

		expect(made.calls.map(({ body }) => body)).toEqual([
			{ action: 'settings', settings: { login: 'anna' } },
			{ action: 'settings', settings: { login: 'anna' } },
		]);
	});

	it.each([
		['amoCRM says so', { active: 'N', fields: { login: 'b' } }],
		['nothing was changed', undefined],
	])('hinder nobody from disabling the widget: %s', (_title, saved) => {
		const made = page({ status: 'installed' });
		made.openSettings(fields);
		expect(made.on.onSave(saved)).toBe(true);
		expect(made.calls).toEqual([]);
	});

	it('are saved without asking where the builder does not want it', () => {
		const made = page({}, { asksAboutSettings: false });
		made.openSettings(fields);
		expect(made.on.onSave({ active: 'Y', fields: {} })).toBe(true);
		expect(made.calls).toEqual([]);
	});

	it('of the own kind are kept as JSON, and amoCRM hears of the change', () => {
		const made = page();
		made.openSettings(fields);
		const area = made.document.querySelector('textarea') as HTMLTextAreaElement;
		const input = made.document.querySelector('[name=notes]') as HTMLInputElement;
		const changes: string[] = [];
		made.$(input).on('change', () => void changes.push(input.value));
		expect(area.value).toBe('a');

		area.value = 'b';
		area.dispatchEvent(new made.window.Event('input'));

		expect(changes).toEqual(['{"text":"b"}']);
	});
});

describe('the step of a bot', () => {
	/** @see https://www.amocrm.ru/developers/content/integrations/salesbot_widget */
	it('asks the workflow and leaves by its answer', () => {
		const made = page();
		const code = made.on.onSalesbotDesignerSave('ask_workflow', {
			message: '{{lead.id}}',
			other: 1,
		});
		const [first, second] = JSON.parse(code) as Array<{ question: unknown[] }>;
		expect(first.question).toEqual([
			{ handler: 'widget_request', params: { url: URL, data: { message: '{{lead.id}}' } } },
			{ handler: 'goto', params: { type: 'question', step: 1 } },
		]);
		expect(second.question).toMatchObject([
			{
				handler: 'conditions',
				params: {
					conditions: [{ term1: '{{json.status}}', term2: 'success', operation: '=' }],
					result: [{ handler: 'exits', params: { value: 'success' } }],
				},
			},
			{ handler: 'exits', params: { value: 'fail' } },
		]);
		expect(made.on.salesbotDesignerSettings()).toEqual({
			exits: [
				{ code: 'success', title: 'Yes' },
				{ code: 'fail', title: 'No' },
			],
		});
	});
});

it('leaves nothing behind when the user leaves', async () => {
	const made = opened();
	const { button } = made;
	made.on.destroy();
	made.document.body.append(button);
	button.click();
	expect(made.calls).toEqual([]);
	expect(made.column.children).toHaveLength(0);
});
