import { readClaims } from '../oauth/claims';
import { accountFromInput, accountFromReferer, type AccountAddress } from '../address';
import { AmoCrmProblem } from '../problem';
import { serialize } from '../serialize';
import { settle } from '../settle';
import { readAllowance, type RateFields } from '../transport/allowance';
import { readFailure, type Send, type SentAnswer } from '../transport/http';
import { limiterFor } from '../transport/limiter';
import { isRefusedLately, noteRefusal } from './refusals';
import {
	runOf,
	signingSend,
	singleKey,
	toSingle,
	type AccountSession,
	type SessionFunctions,
} from './session';

interface OAuth2Credential extends RateFields {
	accountAddress?: string;
	clientId?: string;
	oauthTokenData?: { access_token?: string; callbackQueryString?: { referer?: string } };
}

/** The account that the person chose on the consent page; n8n keeps it beside the token. */
function chosenAccount(credential: OAuth2Credential): { address: AccountAddress; notice?: string } {
	const typed = accountFromInput(credential.accountAddress ?? '');
	const { referer } = credential.oauthTokenData?.callbackQueryString ?? {};
	if (!referer) return { address: typed };
	const address = accountFromReferer(referer);
	if (address.domain === typed.domain) return { address };
	const notice = `The credential says ${typed.domain}, but access was granted for ${address.domain}. Requests go to ${address.domain}; correct the address in the credential.`;
	return { address, notice };
}

/** n8n could not renew the token, or there is none: it says so with an error that has no answer in it. */
function reconnect(cause: unknown): AmoCrmProblem {
	const { message } = cause as { message?: string };
	return new AmoCrmProblem('unauthorized', 'The access to the account has ended.', {
		hint: 'Open the credential and connect the account again.',
		detail: /^[\w .,"'()-]{1,200}$/.test(message ?? '') ? message : undefined,
	});
}

/**
 * Of the account's own answers only a 401 is thrown; another refusal is the token endpoint's. Faults that pass
 * stay what they are.
 */
function isRenewalRefused(error: unknown): boolean {
	const { answer, code } = readFailure(error);
	if (!answer) return code === undefined || !/^E[A-Z_]+$/.test(code);
	return answer.status < 500 && ![401, 403, 429].includes(answer.status);
}

/** Opens the account that an OAuth2 credential of n8n was connected to; n8n renews its tokens. */
export async function openByOAuth2(functions: SessionFunctions): Promise<AccountSession> {
	const name = 'amoCrmOAuth2Api';
	const credential = (await functions.getCredentials(name)) as OAuth2Credential;
	if (!credential.oauthTokenData?.access_token) {
		throw new AmoCrmProblem('unauthorized', 'The credential is not connected to an account yet.', {
			hint: 'Open the credential and click Connect.',
		});
	}
	const { address, notice } = chosenAccount(credential);
	const send = signingSend(functions, name);
	const sendOrReconnect: Send = async (options) => {
		const sent = await settle(send(options));
		if (sent.ok) return sent.value;
		throw isRenewalRefused(sent.error) ? reconnect(sent.error) : sent.error;
	};
	const integrationId = credential.clientId ?? '';
	const key = singleKey(integrationId, address);
	const limiter = limiterFor(readAllowance(integrationId, credential), address.domain);
	// n8n renews, and repeats at once, where it is shown a 401: it is shown one at a time, so that those behind
	// the first find the new token.
	const sendQuietly: Send = (options) =>
		sendOrReconnect({ ...options, ignoreHttpStatusErrors: true });
	const sendInTurn: Send = async (options) => {
		const answer = await sendQuietly(options);
		const { statusCode, body } = answer as SentAnswer;
		if (statusCode !== 401 || isRefusedLately(key)) return answer;
		body.destroy();
		return await serialize(`refused|${key}`, async () => {
			await limiter.turn(runOf(functions).signal);
			if (isRefusedLately(key)) return await sendQuietly(options);
			const again = await settle(sendOrReconnect(options));
			if (again.ok) return again.value;
			if (readFailure(again.error).answer?.status === 401) noteRefusal(key);
			throw again.error;
		});
	};
	const { userId: grantedBy } = readClaims(credential.oauthTokenData.access_token);
	return toSingle(functions, { address, key, grantedBy, limiter, send: sendInTurn, notice });
}
