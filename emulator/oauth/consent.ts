import type { Account, Integration } from '../types';
import {
	html,
	problem,
	readBrackets,
	redirect,
	type IncomingCall,
	type Reply,
} from '../net/message';
import { escape, inScript, page } from '../net/pages';
import type { World } from '../state/world';
import { redirectAfterConsent } from './redirect';

/** `https://www.amocrm.ru/oauth`: where an admin decides. amocrm.ru/developers: oauth/oauth. */
export function answerConsent(world: World, call: IncomingCall): Reply {
	if (call.path.replace(/\/$/, '') !== '/oauth') return problem(404, 'Not found');
	if (call.method !== 'GET' && call.method !== 'POST') return problem(405, 'Use GET');
	const asked = call.method === 'GET' ? call.query : readBrackets(call.body);
	const integration = world.findIntegration(asked.client_id);
	const platform = call.host === 'www.amocrm.ru' ? 'amocrm' : 'kommo';
	if (!integration || integration.platform !== platform) {
		return html(400, page('Integration not found', '<p>There is no such integration.</p>'));
	}
	const accounts = world.accountsOpenTo(integration).map(({ info }) => info);
	if (call.method === 'GET') return html(200, form(integration, accounts, asked));
	return decide(world, integration, accounts, asked);
}

function decide(
	world: World,
	integration: Integration,
	accounts: Account[],
	asked: Record<string, unknown>,
): Reply {
	const account = accounts.find(({ domain }) => domain === asked.account);
	const decision = asked.decision === 'allow' ? 'allow' : 'deny';
	if (!account && decision === 'allow') {
		return html(400, page('Account not found', '<p>Choose an account.</p>'));
	}
	const address = redirectAfterConsent(world, {
		integrationId: integration.id,
		account: account?.domain ?? '',
		decision,
		...(typeof asked.state === 'string' && asked.state !== '' ? { state: asked.state } : {}),
	});
	return asked.mode === 'popup' ? leadOpener(address) : redirect(address);
}

/** In popup mode the window that opened this one moves on, and this one closes. */
function leadOpener(address: string): Reply {
	const target = inScript(address);
	const script = `const to = ${target}; if (window.opener) { window.opener.location.href = to; window.close(); } else { window.location.href = to; }`;
	return html(200, page('Done', `<script>${script}</script>`));
}

function form(integration: Integration, accounts: Account[], asked: Record<string, unknown>) {
	const options = accounts.map(
		({ domain, name }) =>
			`<option value="${escape(domain)}">${escape(`${name} (${domain})`)}</option>`,
	);
	const hidden = ['client_id', 'state', 'mode'].map((name) => {
		const value = asked[name];
		return typeof value === 'string'
			? `<input type="hidden" name="${name}" value="${escape(value)}">`
			: '';
	});
	return page(
		'Allow access?',
		`<form method="post" action="/oauth">
<p>The integration <b data-test-id="integration">${escape(integration.name)}</b> asks for access to an account.</p>
<p><label>Account <select name="account" data-test-id="account">${options.join('')}</select></label></p>
${hidden.join('')}
<button name="decision" value="allow" data-test-id="allow">Allow</button>
<button name="decision" value="deny" data-test-id="deny">Deny</button>
</form>`,
	);
}
