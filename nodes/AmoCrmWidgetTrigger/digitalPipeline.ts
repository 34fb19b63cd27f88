import { accountFromReferer, type AccountAddress } from '../shared/address';
import { settle } from '../shared/settle';
import { readDelivery } from '../shared/hooks/delivery';
import type { EventAccount } from '../shared/hooks/event';
import { readAccount } from '../shared/hooks/eventAccount';
import { isSame } from '../shared/oauth/keys';
import { AmoCrmProblem } from '../shared/problem';
import type { InstalledAccount } from '../shared/registry/account';
import type { InstalledAccounts } from '../shared/registry/installedAccounts';
import type { Handler } from './context';

function checkKey(expected: string, received: string): void {
	if (expected !== '' && isSame(expected, received)) return;
	throw new AmoCrmProblem('unauthorized', 'The key in its address is missing or wrong.');
}

/**
 * The account as it is known here. One that is not may have the integration from elsewhere.
 * @throws AmoCrmProblem `forbidden`
 */
async function installed(
	{ id }: EventAccount,
	accounts: InstalledAccounts,
): Promise<InstalledAccount | undefined> {
	const found = id > 0 ? await settle(accounts.find(id)) : undefined;
	if (!found?.ok || !found.value) return undefined;
	const { domain, status } = found.value;
	if (status === 'installed') return found.value;
	throw new AmoCrmProblem('forbidden', `The account ${domain} has not installed the integration.`);
}

/**
 * The account that a hook is of: the body is not signed, and must not speak for another than the address names.
 * @throws AmoCrmProblem `forbidden`
 */
async function accountOf(
	told: EventAccount,
	named: AccountAddress | undefined,
	accounts: InstalledAccounts,
): Promise<EventAccount> {
	const known = await installed(told, accounts);
	const domain = known?.domain ?? told.domain;
	if (named && ![domain, ...(known?.formerDomains ?? [])].includes(named.domain)) {
		throw new AmoCrmProblem(
			'forbidden',
			`Its address names the account ${named.domain}, and its body another one.`,
		);
	}
	return known ? { id: known.accountId, domain, subdomain: domain.split('.')[0] } : told;
}

/**
 * amoCRM signs nothing here, and documents no account in the body: the address can name it.
 * @see https://www.amocrm.ru/developers/content/digital_pipeline/webhooks
 */
export const digitalPipeline: Handler<'digitalPipeline'> = async (call, context, { bytes }) => {
	const { extraDomains, accounts, receivedAt, digitalPipelineKey, answerServer } = context;
	checkKey(digitalPipelineKey, call.key);
	const named = call.account ? accountFromReferer(call.account, extraDomains) : undefined;
	// The table may be slow to say whose hook it is.
	answerServer();
	const told = readAccount(call.body, { ...named }, extraDomains);
	return readDelivery(call.body, {
		bytes,
		receivedAt: receivedAt.toISOString(),
		account: await accountOf(told, named, accounts),
		extraDomains,
	});
};
