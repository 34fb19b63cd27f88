import { accountFromInput } from '../../../shared/address';
import { AmoCrmProblem } from '../../../shared/problem';
import { cardOf } from '../../../shared/registry/account';
import { toText } from '../../../shared/fields/values';
import { textParameter } from '../../factories/input';
import { perItem, type Operation } from '../../factories/operation';
import { accountItem, type IntegrationTarget } from './installedAccount';

function redirectUriOf({ redirectUri }: IntegrationTarget): string {
	if (redirectUri !== '') return redirectUri;
	throw new AmoCrmProblem(
		'missingCredential',
		'The credential of the integration has no Redirect URI.',
		{
			hint: "Copy it from the integration's settings in amoCRM into the credential: amoCRM wants it with every code.",
		},
	);
}

/** The second way to connect: an admin copies the code from the integration's window. */
export const connectByCode: Operation<IntegrationTarget> = {
	name: 'connectByCode',
	displayName: 'Connect by Code',
	description:
		"Connect an account with the authorization code shown in the integration's window in amoCRM",
	action: 'Connect an account by code',
	properties: [
		{
			displayName: 'Account Address',
			name: 'accountAddress',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. example.amocrm.ru',
			description:
				'Address of the account that the code was copied in. You can paste any page of it.',
		},
		{
			displayName: 'Authorization Code',
			name: 'code',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'From the Keys and Scopes tab of the integration. It lives 20 minutes and works once.',
		},
	],
	run: (integration, items) =>
		perItem(items, async (item) => {
			const code = (toText(item.parameter<unknown>('code')) ?? '').trim();
			if (code === '') {
				throw new AmoCrmProblem('badInput', 'No authorization code was given.', {
					hint: "Copy it from the integration's window in amoCRM.",
				});
			}
			const address = accountFromInput(
				textParameter(item, 'accountAddress', 'Account Address'),
				integration.extraDomains,
			);
			const redirectUri = redirectUriOf(integration);
			const { account, details, installedBy, scopes, reinstalled } =
				await integration.accounts.connect({ address, code, redirectUri, via: 'code' });
			return [
				{
					...accountItem(account),
					account: { ...cardOf(account), ...details },
					installedBy,
					scopes,
					reinstalled,
				},
			];
		}),
};
