import type { IDataObject } from 'n8n-workflow';

import { verifyState } from '../shared/oauth/state';
import type { Situation } from './situation';

const verifierOf = ({ keys, secrets }: Situation['integration']) => ({
	clientId: keys.clientId,
	secrets,
});

/** A state that nobody signed may be anything: so much of it is shown. */
const MOST_RAW_STATE = 2_000;

function isSigned(state: string | undefined, { integration, receivedAt }: Situation): boolean {
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
	{ integration, receivedAt }: Situation,
): IDataObject {
	if (state === undefined) return {};
	try {
		return verifyState(state, verifierOf(integration), receivedAt);
	} catch {
		return { raw: state.slice(0, MOST_RAW_STATE) };
	}
}

/** Whether a call counts where the builder accepts only signed links: anybody can make one without. */
export const isStateAccepted = (state: string | undefined, situation: Situation): boolean =>
	situation.stateCheck === 'off' || isSigned(state, situation);

/**
 * A person's browser must bring a signed state where the builder wants it.
 * @throws AmoCrmProblem `stateInvalid`
 */
export function checkState(state: string | undefined, situation: Situation): void {
	if (situation.stateCheck === 'off') return;
	verifyState(state ?? '', verifierOf(situation.integration), situation.receivedAt);
}
