import { readFile } from 'node:fs/promises';

import { isOfEmulator, type Inbox } from './inbox';
import type { Deed, Side } from './oauth';
import type { Typed } from './typed';

const PATIENCE_MS = 20_000;

const DEEDS: Record<Deed, (link: string) => string> = {
	authorize: (link) =>
		`1 of 3. Open this address in the browser in which you are logged in, choose the account, and allow the access:\n\n  ${link}\n\nYou will see a page that says "ok".`,
	disable: () =>
		'2 of 3. Open the integration in the account (amoMarket, in Kommo: Settings > Integrations), and disable it.',
	install: () => '3 of 3. Install it again, in the same place.',
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function linesOf(file: string): Promise<string[]> {
	const content = await readFile(file, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
		throw new Error(`The file of the integration cannot be read (${code}).`);
	});
	return content.split(/\r?\n/).map((line) => line.trim());
}

/** @throws Error in one sentence */
export function checkedAddress(address: string): string {
	if (URL.canParse(address) && new URL(address).protocol === 'https:') return address;
	throw new Error('The public address must begin with https://, such as https://example.com/amo.');
}

/**
 * The integration: its id, its secret and its redirect URI, from three lines of a file, or as the person types them.
 * @throws Error in one sentence that does not hold the secret
 */
export async function readIntegration(typed: Typed, file?: string): Promise<Side['integration']> {
	const [id = '', secret = '', redirectUri = ''] = file
		? await linesOf(file)
		: [
				await typed.ask('Integration ID: '),
				await typed.ask('Secret key (it is not shown): ', { isSecret: true }),
				await typed.ask('Redirect URI: '),
			];
	if (!UUID.test(id)) {
		throw new Error('This is not the ID of an integration: it has 36 characters, with hyphens.');
	}
	if (!/^[\x21-\x7e]+$/.test(secret)) throw new Error('The secret key is missing, or not whole.');
	return { id, secret, redirectUri: checkedAddress(redirectUri) };
}

/** @throws Error if a call to the public address arrives elsewhere */
export async function checkLeadsHere(address: string, port: number, inbox: Inbox): Promise<void> {
	const url = new URL(address);
	url.searchParams.set('conform', 'hello');
	const isHello = ({ query }: { query: Record<string, unknown> }) => query.conform === 'hello';
	const isReached = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
		() => true,
		() => false,
	);
	// It may be reached from outside alone.
	if (!isReached || inbox.take(isHello).length > 0) return;
	throw new Error(
		`${url.host} answers, but it does not lead to port ${port} of this machine. Start the tunnel to this port, and run the command again.`,
	);
}

/** What a person does, and what the account answers. */
export const personsSide = (
	typed: Typed,
	account: Pick<Side, 'domain' | 'platform' | 'ask' | 'integration'>,
): Side => ({
	...account,
	isFor: (call) => !isOfEmulator(call),
	patienceMs: PATIENCE_MS,
	does: async (deed, link) => {
		await typed.ask(`\n${DEEDS[deed](link)}\nPress Enter when you have done it. `);
	},
});
