import { sleep } from 'n8n-workflow';

import { openInstalled } from '../shared/account/session';
import { attempt } from '../shared/attempt';
import { isDisableSignatureValid } from '../shared/oauth/disableSignature';
import type { IntegrationKeys } from '../shared/oauth/tokens';
import type { Integration } from '../shared/registry/integration';
import type { CallOf } from './calls';
import { uninstalledEvent } from './events';
import { occasionOf, refused, type Reaction, type Situation } from './situation';

/** The integration that the call names: ours, or the external one by which the account came. */
async function keysNamed(
	{ clientId }: CallOf<'disabling'>,
	accountId: number,
	{ external, integration }: Situation,
): Promise<IntegrationKeys | undefined> {
	if (clientId === integration.keys.clientId) return integration.keys;
	const own = external ? await integration.accounts.ownKeysOf(accountId) : undefined;
	return own?.clientId === clientId ? own : undefined;
}

/** When the account is asked whether it still takes our token, in milliseconds after the last time. */
const PROBES = [0, 1_000, 2_000, 4_000];

/**
 * The signature of a disabling is always the same, so whoever saw one could send it again after a reinstall.
 * amoCRM kills the tokens with the integration: while they work, nothing was disabled.
 */
async function stillWorks(integration: Integration, accountId: number): Promise<boolean> {
	for (const pause of PROBES) {
		await sleep(pause);
		const probe = openInstalled(integration, { accountId }).then(
			async (session) => await session.request({ method: 'GET', path: '/api/v4/account' }),
		);
		if (!(await attempt(probe)).ok) return false;
	}
	return true;
}

/** An account disables the integration. */
export async function disable(call: CallOf<'disabling'>, situation: Situation): Promise<Reaction> {
	const { integration } = situation;
	const accountId = Number(call.accountId);
	if (!Number.isSafeInteger(accountId) || accountId <= 0) {
		return refused(situation, 'A call asked to disable an amoCRM account without naming one.');
	}
	const keys = await keysNamed(call, accountId, situation);
	if (!keys) {
		return refused(situation, 'A call for another integration asked to disable an amoCRM account.');
	}
	if (!isDisableSignatureValid(call, keys.clientSecret)) {
		return refused(situation, 'A call with a wrong signature asked to disable an amoCRM account.');
	}
	if (await stillWorks(integration, accountId)) {
		return refused(
			situation,
			'A call asked to disable an amoCRM account that is enabled: it was sent before.',
		);
	}
	const { accounts } = integration;
	const done = { status: 200, page: { kind: 'unknown' } } as const;
	if ((await accounts.find(accountId))?.status === 'uninstalled') return done;
	const known = await accounts.markUninstalled(accountId);
	return {
		...done,
		event: uninstalledEvent(occasionOf(situation), accountId, known),
	};
}
