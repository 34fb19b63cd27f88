import { z } from 'zod';

import { noteHead, type NoteKind, type OpenNote } from '../shared/registry/journal';

const integrationKeys = z.object({ clientId: z.string(), clientSecret: z.string() });

const note = noteHead.extend({
	/** The code; of a call without one, what identifies it. */
	code: z.string(),
	domain: z.string(),
	redirectUri: z.string(),
	via: z.enum(['widget', 'button']),
	state: z.string().optional(),
	/** Keys of the external integration that the call names. */
	ownKeys: integrationKeys.optional(),
	/** Keys of external integrations to try, if it names none, before the integration's own. */
	candidates: z.array(integrationKeys).optional(),
	/** The account that disabled the integration, as the call says. */
	disabling: z
		.object({
			accountId: z.number(),
			/** How often checking that has failed. */
			looks: z.number(),
		})
		.optional(),
	/** The error code of a person's refusal. */
	refusal: z.string().optional(),
	/** Events of connections that are being handed over. */
	events: z.array(z.record(z.unknown())).optional(),
});

/** A call whose work is not finished; amoCRM does not repeat it. */
export type InstallNote = z.infer<typeof note>;

export type OpenInstallNote = OpenNote<InstallNote>;

function nameOf({ disabling, refusal, events }: InstallNote): string {
	if (events) return 'Changes of connections';
	if (disabling) return `Disabling of account ${disabling.accountId}`;
	return refusal === undefined ? 'Install call' : 'Refusal';
}

/** Calls to the Redirect URI. */
export const installNotes: NoteKind<InstallNote> = {
	schema: note,
	columnsOf: (call) => ({ domain: call.domain, via: call.via, name: nameOf(call) }),
};
