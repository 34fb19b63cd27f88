import type { AccountSession } from '../../shared/account/session';
import type { Platform } from '../../shared/address';
import { AmoCrmProblem } from '../../shared/problem';
import type { AccountOperation } from './operation';

/** @throws AmoCrmProblem `badInput` in an account of amoCRM */
export function requireKommo({ domain, platform }: AccountSession, what: string): void {
	if (platform === 'kommo') return;
	throw new AmoCrmProblem(
		'badInput',
		`"${what}" works only in Kommo, and ${domain} is an account of amoCRM.`,
		{ hint: "amoCRM's API does not offer it." },
	);
}

/** One operation that the platforms have different calls for; the documentation shows amoCRM's. */
export const onPlatform = (calls: Record<Platform, AccountOperation>): AccountOperation => ({
	...calls.amocrm,
	run: async (session, items, functions) =>
		await calls[session.platform].run(session, items, functions),
});

/** An operation that Kommo's API has and amoCRM's has not. */
export const kommoOnly = (operation: AccountOperation): AccountOperation => ({
	...operation,
	description: `${operation.description} (Kommo only)`,
	run: async (session, items, functions) => {
		requireKommo(session, operation.action);
		return await operation.run(session, items, functions);
	},
});
