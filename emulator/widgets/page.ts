import { html, problem, type IncomingCall, type Reply } from '../net/message';
import { inScript, page } from '../net/pages';
import type { World } from '../state/world';
import { widgetToken } from './tokens';

/**
 * A window of the CRM with a widget in it:
 * `https://<account>/widget-page?integration=<id>&url=<the builder's>&method=POST&type=<of the body>&body=…&user=<id>`.
 * Its script calls the builder's server as `$authorizedAjax()` does. amocrm.ru/developers: web_sdk/mechanics.
 */
export const WIDGET_PAGE = '/widget-page';

/** From the account's own origin, so that the browser asks the builder's server for leave first. */
const SCRIPT = `
const show = (name, text) => { document.querySelector('[data-test-id=' + name + ']').textContent = text; };
fetch(asked.url, asked.options)
	.then(async (answer) => { show('body', await answer.text()); show('status', answer.status); })
	.catch((error) => { show('body', error.message); show('status', 'failed'); });`;

const text = (value: unknown): string | undefined =>
	typeof value === 'string' ? value : undefined;

export async function answerWidgetPage(
	world: World,
	{ host, query }: IncomingCall,
): Promise<Reply> {
	const { integration, url, method = 'GET', type, body, user } = query;
	const found = world.findIntegration(integration);
	if (!world.accountAt(host) || !found || !URL.canParse(String(url))) {
		return problem(404, 'Not found');
	}
	const token = await widgetToken(world, {
		integrationId: found.id,
		subdomain: host,
		userId: user === undefined ? undefined : Number(user),
	});
	const headers = {
		'X-Auth-Token': token,
		...(text(type) === undefined ? {} : { 'Content-Type': type }),
	};
	const asked = { url, options: { method, headers, body: text(body) } };
	const content = `<p data-test-id="status"></p><pre data-test-id="body"></pre>
<script>const asked = ${inScript(asked)};${SCRIPT}</script>`;
	return html(200, page(found.name, content));
}
