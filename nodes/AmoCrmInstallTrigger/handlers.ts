import { attempt } from '../shared/attempt';
import { AmoCrmProblem } from '../shared/problem';
import type { Call, CallOf } from './calls';
import { disable } from './disabling';
import { deniedEvent } from './events';
import { install } from './install';
import { occasionOf, refused, type Reaction, type Situation } from './situation';
import { checkState, isStateAccepted, readState } from './states';

type Handler<Kind extends Call['kind']> = (
	call: CallOf<Kind>,
	situation: Situation,
) => Promise<Reaction>;

const refuse: Handler<'refusal'> = async (call, situation) => {
	const reaction = { status: 200, page: { kind: 'denied' } } as const;
	if (!isStateAccepted(call.state, situation)) return reaction;
	const state = readState(call.state, situation);
	return { ...reaction, event: deniedEvent(occasionOf(situation), call.error, state) };
};

/** amoCRM made an integration for one consent, and sends its secret. */
const keepSecrets: Handler<'secrets'> = async ({ clientId, clientSecret, state }, situation) => {
	if (!situation.external) {
		return refused(
			situation,
			'An external amoCRM integration sent its secret, but none are accepted here.',
		);
	}
	const kept = await attempt(
		(async () => {
			checkState(state, situation);
			await situation.integration.accounts.externalKeys.keep({ clientId, clientSecret, state });
		})(),
	);
	if (kept.ok) return { status: 200, page: { kind: 'unknown' } };
	if (!(kept.error instanceof AmoCrmProblem)) throw kept.error;
	return refused(
		situation,
		`The secret of an external amoCRM integration was not kept: ${kept.error.message}`,
	);
};

/** amoCRM, or a person who pastes the address into its settings, looks whether it lives. */
const show: Handler<'visit'> = async () => ({ status: 200, page: { kind: 'unknown' } });

const ignore: Handler<'unknown'> = async () => ({ status: 400, page: { kind: 'unknown' } });

const handlers: { [Kind in Call['kind']]: Handler<Kind> } = {
	install,
	refusal: refuse,
	disabling: disable,
	secrets: keepSecrets,
	visit: show,
	unknown: ignore,
};

/** Does what the call asks for. */
export async function handleCall(call: Call, situation: Situation): Promise<Reaction> {
	const handler = handlers[call.kind] as Handler<Call['kind']>;
	return await handler(call, situation);
}
