import type { IDataObject } from 'n8n-workflow';

import {
	isForOneAccount,
	readSignedState,
	verifyState,
	type ForAccount,
} from '../shared/oauth/state';
import type { TriggerContext } from './context';

export const verifierOf = ({ keys, secrets }: TriggerContext['integration']) => ({
	clientId: keys.clientId,
	secrets,
});

/** How much of an unsigned state is shown. */
const MOST_RAW_STATE = 2_000;

function isSigned(state: string | undefined, { integration, receivedAt }: TriggerContext): boolean {
	try {
		verifyState(state, verifierOf(integration), receivedAt);
		return true;
	} catch {
		return false;
	}
}

/** The builder's own data where the state is signed; any other state as it came. */
export function readState(
	state: string | undefined,
	{ integration, receivedAt }: TriggerContext,
): IDataObject {
	if (state === undefined) return {};
	try {
		return verifyState(state, verifierOf(integration), receivedAt);
	} catch {
		return { raw: state.slice(0, MOST_RAW_STATE) };
	}
}

/** What a signed state says of the account that comes by it. */
export function accountIn(
	state: string | undefined,
	{ integration, receivedAt }: TriggerContext,
): ForAccount {
	try {
		return readSignedState(state, verifierOf(integration), receivedAt).account;
	} catch {
		return {};
	}
}

/** Whether a call is accepted if only signed links are. */
export const isStateAccepted = (state: string | undefined, context: TriggerContext): boolean =>
	context.stateCheck === 'off' || isSigned(state, context);

/**
 * A person's browser must bring a signed state where the builder wants it. A link for one account alone counts only
 * until it expires, whatever else is accepted.
 * @throws AmoCrmProblem `stateInvalid`
 */
export function checkState(state: string | undefined, context: TriggerContext): void {
	const isBound = isForOneAccount(state, verifierOf(context.integration));
	if (context.stateCheck === 'off' && !isBound) return;
	verifyState(state ?? '', verifierOf(context.integration), context.receivedAt);
}
