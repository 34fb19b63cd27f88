import { openInstalled } from '../../../nodes/shared/account/open';
import { accountFromInput } from '../../../nodes/shared/address';
import type { Integration } from '../../../nodes/shared/registry/integration';
import { settled } from './clock';
import { newNeighbourhood, type Neighbourhood } from './crmHosts';
import type { Row } from '../../../tools/n8n/fakeN8n';

export const A = { accountId: 100, domain: 'alpha.amocrm.ru' };
export const B = { accountId: 200, domain: 'beta.amocrm.ru' };

let codes = 0;

/** The account at this address installs the integration; under fake time it waits until the clock is moved. */
export const connect = async (integration: Integration, domain: string) =>
	await integration.accounts.connect({
		address: accountFromInput(domain),
		code: `code-${++codes}`,
		redirectUri: 'https://app.example/cb',
		via: 'widget',
	});

export const install = async (integration: Integration, domain: string) =>
	await settled(connect(integration, domain));

/** A workflow does something in an account. */
export const act = async (
	integration: Integration,
	reference: { accountId: number } | { domain: string },
) =>
	await settled(
		openInstalled(integration, reference).then(
			async (session) => await session.request({ method: 'GET', path: '/api/v4/leads' }),
		),
	);

export const row = ({ rows }: Neighbourhood, { accountId }: typeof A): Row =>
	rows().find(({ account_id: id }) => id === accountId) ?? {};

/** Two accounts that have installed the integration, and the process that they came by. */
export async function twoAccounts() {
	const environment = newNeighbourhood();
	const first = await environment.process();
	for (const { accountId, domain } of [A, B]) {
		environment.crm.settle(accountId, domain);
		await install(first, domain);
	}
	environment.crm.sent.length = 0;
	return { ...environment, first };
}
