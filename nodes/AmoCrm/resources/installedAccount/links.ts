import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Platform } from '../../../shared/address';
import { FLAGS_TAKEN, NUMBERS_TAKEN, toFlag, toNumber } from '../../../shared/fields/values';
import { type ForAccount, installLink, signState } from '../../../shared/oauth/state';
import { statusPageUrl } from '../../../shared/oauth/statusPageLink';
import { AmoCrmProblem } from '../../../shared/problem';
import { parseJson } from '../../../shared/settle';
import { amountOf, required, textParameter } from '../../factories/input';
import { type Item, type Operation, perItem } from '../../factories/operation';
import { dataProperties, givenData } from './builderData';
import type { IntegrationTarget } from './installedAccount';
import { type ExternalIntegration, siteButtonHtml } from './siteButton';

/** The builder's own data in a link. */
export const linkData: INodeProperties = {
	displayName: 'Data',
	name: 'state',
	type: 'json',
	default: '{}',
	description:
		'Comes out of the install trigger as state, for example the number of your customer. It can be read by whoever has the link, but not changed.',
};

export const validFor: INodeProperties = {
	displayName: 'Valid For (Hours)',
	name: 'validHours',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 24,
	description:
		'After this time the install trigger no longer accepts the link if it checks signatures',
};

function dataOf(item: Item): IDataObject {
	const given = item.parameter<unknown>('state', {});
	const data = typeof given === 'string' ? parseJson(given.trim() || '{}') : given;
	if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as IDataObject;
	throw new AmoCrmProblem('badInput', 'The data of the link is not a JSON object.', {
		hint: 'Write it as {"customer": 17}.',
	});
}

/** The signed state of a link, and when it ends. */
export function signedState({ keys }: IntegrationTarget, item: Item, account: ForAccount) {
	const hours = amountOf(item, validFor, toNumber, NUMBERS_TAKEN);
	const expiresAt = new Date(Date.now() + hours * 3_600_000);
	const state = signState(dataOf(item), expiresAt, keys, account);
	return { state, expiresAt: expiresAt.toISOString() };
}

/** @param use what the trigger does there, as a clause of the description */
const triggerUrl = (use: string): INodeProperties => ({
	displayName: 'Trigger URL',
	name: 'triggerUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…/amocrm',
	description: `Production URL of the amoCRM Install Trigger, ${use}. Empty means the Redirect URI of the credential.`,
});

/**
 * The address of the install trigger.
 * @param missing what is said if there is none
 * @throws AmoCrmProblem `badInput`
 */
function triggerUrlOf(item: Item, { redirectUri }: IntegrationTarget, missing: string): string {
	const address = textParameter(item, 'triggerUrl', 'Trigger URL') || redirectUri;
	if (URL.canParse(address)) return address;
	throw new AmoCrmProblem('badInput', missing, {
		hint: 'Enter the Production URL of the amoCRM Install Trigger, which must be published.',
	});
}

/** @see https://www.amocrm.ru/developers/content/oauth/oauth-external-integrations */
function externalOf(item: Item, integration: IntegrationTarget): ExternalIntegration {
	const address = triggerUrlOf(item, integration, 'The button has no address to come back to.');
	return {
		name: textParameter(item, 'integrationName', 'Integration Name'),
		description: textParameter(item, 'integrationDescription', 'Integration Description'),
		redirectUri: address,
		secretsUri: address,
		logoUrl: textParameter(item, 'logoUrl', 'Logo URL'),
		scopes: item.parameter<string[]>('scopes', ['crm']),
	};
}

/** What amoCRM wants to know of an integration that it is to make. */
const externalProperties: INodeProperties[] = (
	[
		{
			displayName: 'Integration Name',
			name: 'integrationName',
			type: 'string',
			required: true,
			default: '',
			description: 'How the person sees the integration in amoCRM',
		},
		{
			displayName: 'Integration Description',
			name: 'integrationDescription',
			type: 'string',
			default: '',
			description: 'What the integration does, in the words of the consent page',
		},
		{
			displayName: 'Logo URL',
			name: 'logoUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/logo.png',
			description: 'Picture of 400 × 272 pixels, over HTTPS',
		},
		{
			displayName: 'Scopes',
			name: 'scopes',
			type: 'multiOptions',
			default: ['crm'],
			description: 'What the integration may do in the account',
			options: [
				{ name: 'Account Data', value: 'crm' },
				{ name: 'Notifications', value: 'notifications' },
			],
		},
		triggerUrl('whose option Accept Integrations Created by a Button must be on'),
	] satisfies INodeProperties[]
).map((property) => ({
	...property,
	displayOptions: { show: { integration: ['external'] } },
}));

/** A link, and a button for a site, that bring the builder's own data through the installation. */
export const createInstallLink: Operation<IntegrationTarget> = {
	name: 'createInstallLink',
	displayName: 'Create Install Link',
	description:
		'Make a link and a site button by which a person connects an account, with your own data signed inside',
	action: 'Create an install link',
	properties: [
		{
			displayName: 'Integration',
			name: 'integration',
			type: 'options',
			default: 'registered',
			options: [
				{
					name: 'Created by the Button in Each Account',
					value: 'external',
					description:
						'A new one, which amoCRM creates in the account of the person who clicks the button',
				},
				{
					name: 'Registered by You',
					value: 'registered',
					description: 'The one in the credential, which every account installs',
				},
			],
			description: 'Which integration the account connects to',
		},
		{
			displayName: 'Platform',
			name: 'platform',
			type: 'options',
			default: 'amocrm',
			options: [
				{ name: 'amoCRM', value: 'amocrm' },
				{ name: 'Kommo', value: 'kommo' },
			],
			description: 'Where the integration is registered',
		},
		linkData,
		...dataProperties,
		validFor,
		{
			displayName: 'Button Title',
			name: 'buttonTitle',
			type: 'string',
			default: '',
			placeholder: 'e.g. Connect amoCRM',
			description: 'Text on the site button',
		},
		...externalProperties,
	],
	run: (integration, items) =>
		perItem(items, async (item) => {
			const { keys } = integration;
			const platform = item.parameter<Platform>('platform', 'amocrm');
			const { state, expiresAt } = signedState(integration, item, givenData(item));
			const title = textParameter(item, 'buttonTitle', 'Button Title');
			const isExternal = item.parameter<string>('integration', 'registered') === 'external';
			const button = isExternal ? externalOf(item, integration) : { clientId: keys.clientId };
			return [
				{
					// amoCRM documents the button alone for an integration that does not exist yet.
					...(!isExternal && { url: installLink(platform, keys.clientId, state) }),
					buttonHtml: siteButtonHtml({ platform, title, state, integration: button }),
					state,
					expiresAt,
				},
			];
		}),
};

const troubledOnly: INodeProperties = {
	displayName: 'Only Accounts in Trouble',
	name: 'troubledOnly',
	type: 'boolean',
	default: false,
	description: 'Whether the page leaves out the accounts that work',
};

/** A page for people who watch the accounts; the install trigger shows it. */
export const createStatusPageLink: Operation<IntegrationTarget> = {
	name: 'createStatusPageLink',
	displayName: 'Create Status Page Link',
	description:
		'Make a link to a page that lists all accounts, how they are, and links to connect them again. Whoever has the link can read the page.',
	action: 'Create a status page link',
	properties: [
		triggerUrl('which shows the page'),
		troubledOnly,
		{ ...validFor, description: 'After this time the page is not shown any more' },
	],
	run: async (integration, items) =>
		await perItem(items, async (item) => {
			const hours = amountOf(item, validFor, toNumber, NUMBERS_TAKEN);
			const exp = Math.floor(Date.now() / 1000 + hours * 3600);
			const given = item.parameter<unknown>(troubledOnly.name, false);
			const troubled = required(troubledOnly.displayName, toFlag, FLAGS_TAKEN)(given);
			const url = statusPageUrl(
				triggerUrlOf(item, integration, 'The page of the accounts has no address.'),
				{ exp, troubled },
				integration.keys,
			);
			return [{ url, expiresAt: new Date(exp * 1000).toISOString() }];
		}),
};
