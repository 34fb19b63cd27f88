import { accountFromReferer, subdomainOf, type AccountAddress } from '../shared/address';
import { settle } from '../shared/settle';
import { readDelivery } from '../shared/hooks/delivery';
import type { EventAccount } from '../shared/hooks/event';
import { readAccount } from '../shared/hooks/eventAccount';
import { isSame } from '../shared/oauth/keys';
import { AmoCrmProblem } from '../shared/problem';
import { dataOf, type InstalledAccount } from '../shared/registry/account';
import { paused, type InstalledAccounts } from '../shared/registry/installedAccounts';
import type { Handler } from './context';
import { accountIn, isPipelineStep, readPipelineStep } from './pipelineStep';

function checkKey(expected: string, received: string): void {
	if (expected !== '' && isSame(expected, received)) return;
	throw new AmoCrmProblem('unauthorized', 'The key in its address is missing or wrong.');
}

/**
 * The account in the table of installed accounts; one that is not there may have been connected elsewhere.
 * @throws AmoCrmProblem `forbidden`, `paused`
 */
async function installed(
	{ id }: EventAccount,
	accounts: InstalledAccounts,
): Promise<InstalledAccount | undefined> {
	const found = id > 0 ? await settle(accounts.find(id)) : undefined;
	if (!found?.ok || !found.value) return undefined;
	const { domain, status, pausedAt } = found.value;
	if (pausedAt) throw paused(found.value);
	if (status === 'installed') return found.value;
	throw new AmoCrmProblem('forbidden', `The account ${domain} has not installed the integration.`);
}

/**
 * The account of a hook. The body is not signed: it must not name another account than the address.
 * @throws AmoCrmProblem `forbidden`
 */
async function namedAccount(
	sent: EventAccount,
	named: AccountAddress | undefined,
	accounts: InstalledAccounts,
): Promise<EventAccount> {
	const known = await installed(sent, accounts);
	const domain = known?.domain ?? sent.domain;
	if (named && ![domain, ...(known?.formerDomains ?? [])].includes(named.domain)) {
		throw new AmoCrmProblem(
			'forbidden',
			`Its address names the account ${named.domain}, and its body another one.`,
		);
	}
	return known
		? { id: known.accountId, domain, subdomain: subdomainOf(domain), ...dataOf(known) }
		: sent;
}

/**
 * amoCRM does not sign these hooks, nor does it document an account in the body: the address can name it.
 * @see https://www.amocrm.ru/developers/content/digital_pipeline/webhooks
 */
export const digitalPipeline: Handler<'digitalPipeline'> = async (call, context, { bytes }) => {
	const { extraDomains, accounts, receivedAt, digitalPipelineKey, answerServer } = context;
	checkKey(digitalPipelineKey, call.key);
	const named = call.account ? accountFromReferer(call.account, extraDomains) : undefined;
	const isStep = isPipelineStep(call.body);
	const step = isStep ? readPipelineStep(call.body, receivedAt.toISOString()) : undefined;
	// Looking up the account may take longer than amoCRM waits.
	answerServer();
	const sent = readAccount(isStep ? accountIn(call.body) : call.body, { ...named }, extraDomains);
	if (step) return [{ ...step, account: await namedAccount(sent, named, accounts) }];
	return readDelivery(call.body, {
		bytes,
		receivedAt: receivedAt.toISOString(),
		account: await namedAccount(sent, named, accounts),
		extraDomains,
	});
};
