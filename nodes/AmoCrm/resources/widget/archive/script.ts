import type { IDataObject } from 'n8n-workflow';

/** What the script is told; everything else in it is the same in all widgets. */
export interface ScriptConfig {
	/** The address of the Widget Trigger. */
	url: string;
	/** Cards that show the widget: `lead`. */
	cards: string[];
	/** Lists whose selection it acts on: `leads`. */
	lists: string[];
	button: boolean;
	/** The button can be pressed again after an answer. */
	again: boolean;
	panel: boolean;
	/** Codes of the settings. */
	settings: string[];
	/** The code of the setting that the widget draws by itself. */
	own?: string;
	/** The workflow is asked before settings are saved. */
	asksAboutSettings: boolean;
	/** Codes of the fields of the step in a bot. */
	bot: string[];
}

/**
 * The script of a widget, as amoCRM loads it. Old browsers read it too: ES5, and promises.
 * @see https://www.amocrm.ru/developers/content/integrations/script_js
 * @see https://www.amocrm.ru/developers/content/web_sdk/mechanics
 */
const SOURCE = String.raw`define(['jquery'], function ($) {
  'use strict';

  // Chosen in n8n, where this widget was made.
  var CONFIG = __CONFIG__;

  // Areas of amoCRM, and whose cards and lists they show.
  var CARDS = { lcard: 'lead', ccard: 'contact', comcard: 'company', cucard: 'customer' };
  var LISTS = { llist: 'leads', clist: 'contacts', culist: 'customers' };

  var PATIENCE_MS = 60000;

  return function () {
    var self = this;

    // Grows when the user leaves: answers to what was asked before are not shown any more.
    var visit = 0;
    var isBusy = false;

    // The form of the settings while it is open, and settings that the workflow has not heard of yet.
    var $form = null;
    var openedWith = null;
    var untold = null;

    // ---------- Where we are ----------

    function widgetCode() {
      var known = self.get_settings() || {};
      return String(known.widget_code || (self.params || {}).widget_code || '');
    }

    function name() {
      return 'n8n-widget-' + widgetCode().replace(/[^\w-]/g, '');
    }

    // The saved card that is open, if the widget shows itself there.
    function openCard() {
      var type = CARDS[self.system().area];
      var card = window.APP && window.APP.data && window.APP.data.current_card;
      if (!type || CONFIG.cards.indexOf(type) < 0 || !card || !Number(card.id)) return null;
      return { type: type, id: Number(card.id) };
    }

    function isInList() {
      return CONFIG.lists.indexOf(LISTS[self.system().area]) >= 0;
    }

    function selectedCards() {
      var list = self.list_selected() || {};
      return (list.selected || []).map(function (card) {
        return { type: String(card.type), id: Number(card.id) };
      });
    }

    // ---------- The workflow ----------

    // An own setting is kept as JSON.
    function readSetting(code, value) {
      if (code !== CONFIG.own || typeof value !== 'string') return value;
      return parse(value) || value;
    }

    // amoCRM keeps things of its own among the settings.
    function pickSettings(values) {
      var picked = {};
      CONFIG.settings.forEach(function (code) {
        if (values[code] !== undefined) picked[code] = readSetting(code, values[code]);
      });
      return picked;
    }

    function parse(text) {
      try {
        return JSON.parse(text);
      } catch (error) {
        return undefined;
      }
    }

    function isGiven(value) {
      return value !== undefined && value !== null && value !== '';
    }

    // An answer of the workflow is an object; n8n may send a list with one in it, or a text.
    function readAnswer(text) {
      var answer = parse(text);
      if (Array.isArray(answer)) answer = answer[0] || {};
      if (answer && typeof answer === 'object') return answer;
      return { text: answer === undefined ? text : answer };
    }

    // Asks the workflow; the promise has its answer, or the reason why there is none, where one is known.
    function ask(action, message) {
      var answered = $.Deferred();
      message.action = action;
      message.settings = message.settings || pickSettings(self.get_settings() || {});
      self
        .$authorizedAjax({
          url: CONFIG.url,
          method: 'POST',
          contentType: 'application/json',
          data: JSON.stringify(message),
          dataType: 'text',
          timeout: PATIENCE_MS,
        })
        .done(function (text) {
          answered.resolve(readAnswer(text));
        })
        .fail(function (request) {
          var refusal = parse((request && request.responseText) || '') || {};
          answered.reject(typeof refusal.error === 'string' ? refusal.error : '');
        });
      return answered.promise();
    }

    // ---------- What is shown ----------

    // All that comes from outside becomes text: nothing in it is HTML.
    function asText(value) {
      return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
    }

    function $text(tag, value) {
      return $('<' + tag + '>')
        .attr('dir', 'auto')
        .css({ 'white-space': 'pre-wrap', 'word-break': 'break-word' })
        .text(asText(value));
    }

    function $link(given) {
      var link = typeof given === 'object' ? given : { url: given };
      var url = asText(isGiven(link.url) ? link.url : '');
      var text = isGiven(link.text) ? link.text : url;
      if (!/^https?:\/\//i.test(url)) return $text('div', text);
      return $('<div>').append(
        $text('a', text).attr({ href: url, target: '_blank', rel: 'noopener noreferrer' })
      );
    }

    function rowsOf(table) {
      if (Array.isArray(table)) {
        return table.filter(function (row) {
          return row && typeof row === 'object';
        });
      }
      return Object.keys(table).map(function (key) {
        return { name: key, value: table[key] };
      });
    }

    function $table(table) {
      var $rows = rowsOf(table).map(function (row) {
        var cell = { 'text-align': 'left', 'vertical-align': 'top', padding: '2px 8px 2px 0' };
        return $('<tr>').append(
          $text('th', isGiven(row.name) ? row.name : '').css(cell),
          $text('td', isGiven(row.value) ? row.value : '').css(cell)
        );
      });
      return $('<table>').append($('<tbody>').append($rows));
    }

    function show($place, answer) {
      $place.empty().css({ 'max-height': '400px', 'overflow-y': 'auto' });
      if (isGiven(answer.error)) $place.append($text('div', answer.error).attr('role', 'alert'));
      if (isGiven(answer.text)) $place.append($text('div', answer.text));
      if (isGiven(answer.link)) $place.append($link(answer.link));
      if (answer.table && typeof answer.table === 'object') $place.append($table(answer.table));
      if (!$place.children().length) $place.append($text('div', self.i18n('ui').done));
    }

    // Shows the answer to what was asked, unless the user has left meanwhile.
    function showAnswer(answering, $place, after) {
      var asked = visit;
      $place.empty().append($text('div', self.i18n('ui').waiting));
      function finish(answer) {
        if (asked !== visit) return;
        show($place, answer);
        after(!isGiven(answer.error));
      }
      answering.done(finish).fail(function (reason) {
        finish({ error: reason || self.i18n('ui').failed });
      });
    }

    function $part(part) {
      return $('.' + name() + '-' + part);
    }

    function $button() {
      return $('<button type="button">')
        .addClass('button-input button-input_blue ' + name() + '-button')
        .text(self.i18n('ui').button);
    }

    // amoCRM draws the frame with the logo, in the column at the right.
    function draw() {
      var className = name();
      self.render_template({
        caption: { class_name: className + '-caption' },
        body: '<div class="' + className + '"></div>',
        render: '',
      });
      var $block = $('.' + className).css({ padding: '10px' }).empty();
      if (CONFIG.panel && !isInList()) {
        $block.append($('<div aria-live="polite">').addClass(className + '-panel'));
      }
      if (!CONFIG.button) return;
      if (isInList()) $block.append($('<div>').addClass(className + '-count'));
      $block.append(
        $('<div>').css({ margin: '8px 0' }).append($button()),
        $('<div aria-live="polite">').addClass(className + '-answer')
      );
    }

    function showCount() {
      $part('count').text(self.i18n('ui').selected + ': ' + selectedCards().length);
    }

    function onSelected() {
      if (!isInList()) return;
      if (!$('.' + name()).length) draw();
      showCount();
    }

    // ---------- What is done ----------

    function press() {
      if (isBusy) return;
      var card = openCard();
      var cards = card ? [card] : selectedCards();
      if (!cards.length) {
        show($part('answer'), { error: self.i18n('ui').nothingSelected });
        return;
      }
      isBusy = true;
      $part('button').prop('disabled', true);
      var message = card ? { card: card, cards: cards } : { cards: cards };
      showAnswer(ask('button', message), $part('answer'), function (isDone) {
        isBusy = false;
        // What was done once is not done twice: the card must be opened anew.
        if (!isDone || CONFIG.again) $part('button').prop('disabled', false);
      });
    }

    function fillPanel() {
      var card = openCard();
      if (!CONFIG.panel || !card) return;
      showAnswer(ask('panel', { card: card, cards: [card] }), $part('panel'), function () {});
    }

    // ---------- Settings ----------

    // What stands in the form; users have fields of their own: phones[9], logins[9][login].
    function typed() {
      var values = {};
      $form.find('[name]').each(function () {
        var keys = $(this).attr('name').replace(/\]/g, '').split('[');
        if (CONFIG.settings.indexOf(keys[0]) < 0) return;
        var last = keys.pop();
        var place = keys.reduce(function (inner, key) {
          return (inner[key] = inner[key] || {});
        }, values);
        place[last] = $(this).val();
      });
      return values;
    }

    // A text of several lines, kept as JSON: amoCRM keeps no plain text in a setting of this type.
    function drawOwnSetting() {
      var $input = $form.find('input[name="' + CONFIG.own + '"]');
      var kept = parse($input.val() || '') || {};
      var $area = $('<textarea rows="4">')
        .addClass(name() + '-own')
        .css({ width: '100%' })
        .val(kept.text || '')
        .on('input', function () {
          $input.val(JSON.stringify({ text: $area.val() })).trigger('change');
        });
      $(document.getElementById(widgetCode() + '_custom_content')).empty().append($area);
    }

    // A widget can always be disabled, whatever the workflow thinks of its settings.
    function isDisabling(saved) {
      if (saved && saved.active) return saved.active === 'N';
      if (!$form || self.get_install_status() !== 'installed') return false;
      return JSON.stringify(typed()) === openedWith;
    }

    function complain(text) {
      if (!$form) return;
      var className = name() + '-refusal';
      $form.find('.' + className).remove();
      $form.append($text('div', text).addClass(className).attr('role', 'alert'));
    }

    function askAboutSettings(values) {
      return new Promise(function (resolve, reject) {
        function refuse(reason) {
          complain(reason);
          reject(new Error(reason));
        }
        ask('settings', { settings: values })
          .done(function (answer) {
            untold = null;
            if (isGiven(answer.error)) refuse(asText(answer.error));
            else resolve(true);
          })
          .fail(function (reason) {
            // amoCRM may give the page no token before the widget is installed: it is told afterwards.
            if (self.get_install_status() !== 'installed') {
              untold = values;
              resolve(true);
            } else refuse(reason || self.i18n('ui').notChecked);
          });
      });
    }

    // ---------- What amoCRM calls ----------

    this.callbacks = {
      render: function () {
        if (openCard() || isInList()) draw();
        if (isInList()) showCount();
        return true;
      },

      init: function () {
        fillPanel();
        return true;
      },

      bind_actions: function () {
        var events = 'click.' + name();
        $(document).off(events).on(events, '.' + name() + '-button', press);
        return true;
      },

      settings: function ($body) {
        $form = $body;
        if (CONFIG.own) drawOwnSetting();
        openedWith = JSON.stringify(typed());
        return true;
      },

      onSave: function (saved) {
        if (!CONFIG.asksAboutSettings || isDisabling(saved)) return true;
        return askAboutSettings(pickSettings((saved && saved.fields) || ($form ? typed() : {})));
      },

      onInstall: function () {
        if (untold) ask('settings', { settings: untold });
        untold = null;
        return true;
      },

      dpSettings: function () {
        return true;
      },

      // The step of a bot asks the workflow, waits for Salesbot > Continue, and leaves by what it says.
      onSalesbotDesignerSave: function (handlerCode, params) {
        var data = {};
        CONFIG.bot.forEach(function (code) {
          data[code] = params[code];
        });
        return JSON.stringify([
          {
            question: [
              { handler: 'widget_request', params: { url: CONFIG.url, data: data } },
              { handler: 'goto', params: { type: 'question', step: 1 } },
            ],
          },
          {
            question: [
              {
                handler: 'conditions',
                params: {
                  logic: 'and',
                  conditions: [{ term1: '{{json.status}}', term2: 'success', operation: '=' }],
                  result: [{ handler: 'exits', params: { value: 'success' } }],
                },
              },
              { handler: 'exits', params: { value: 'fail' } },
            ],
          },
        ]);
      },

      salesbotDesignerSettings: function () {
        return {
          exits: [
            { code: 'success', title: self.i18n('salesbot').success },
            { code: 'fail', title: self.i18n('salesbot').fail },
          ],
        };
      },

      leads: { selected: onSelected },
      contacts: { selected: onSelected },
      customers: { selected: onSelected },

      destroy: function () {
        visit += 1;
        isBusy = false;
        $form = null;
        $(document).off('.' + name());
        $('.' + name()).remove();
        return true;
      },
    };

    return this;
  };
});
`;

/** JSON that is also JavaScript, in old browsers too and wherever it is put. */
export const constant = (value: IDataObject): string =>
	JSON.stringify(value, null, 2).replace(
		/[<>\u2028\u2029]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);

export function scriptOf(config: ScriptConfig): string {
	const shown = constant({ ...config }).replaceAll('\n', '\n  ');
	return SOURCE.replace('__CONFIG__', () => shown);
}
