import type { INodeProperties } from 'n8n-workflow';

import type { Platform } from '../../../shared/address';
import { installLink } from '../../../shared/oauth/state';
import { textParameter } from '../../factories/input';
import { perItem, type Item, type Operation } from '../../factories/operation';
import { dataProperties, givenData } from './builderData';
import type { IntegrationTarget } from './inIntegration';
import { linkData, signedState, triggerUrl, triggerUrlOf, validFor } from './links';
import { siteButtonHtml, type ExternalIntegration } from './siteButton';

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
