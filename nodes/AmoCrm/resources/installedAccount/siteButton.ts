import { escape } from 'lodash';

import type { Platform } from '../../../shared/address';

/** The script that draws amoCRM's button, and the class by which it finds its own tag. */
const BUTTONS: Record<Platform, { script: string; className: string }> = {
	amocrm: { script: 'https://www.amocrm.ru/auth/button.min.js', className: 'amocrm_oauth' },
	kommo: { script: 'https://www.kommo.com/auth/button.min.js', className: 'kommo_oauth' },
};

/** An integration that amoCRM makes when the button is clicked, for that account alone. */
export interface ExternalIntegration {
	name: string;
	description: string;
	redirectUri: string;
	secretsUri: string;
	logoUrl: string;
	scopes: string[];
}

interface SiteButton {
	platform: Platform;
	title: string;
	state: string;
	/** Id of the integration that exists, or what the new one is to be. */
	integration: { clientId: string } | ExternalIntegration;
}

function integrationAttributes(integration: SiteButton['integration']): Record<string, string> {
	if ('clientId' in integration) return { 'data-client-id': integration.clientId };
	const { name, description, redirectUri, secretsUri, logoUrl, scopes } = integration;
	return {
		'data-name': name,
		'data-description': description,
		'data-redirect_uri': redirectUri,
		'data-secrets_uri': secretsUri,
		'data-logo': logoUrl,
		'data-scopes': scopes.join(','),
	};
}

/**
 * The tag that draws amoCRM's button on a site.
 * @see https://www.amocrm.ru/developers/content/oauth/button
 */
export function siteButtonHtml({ platform, title, state, integration }: SiteButton): string {
	const { script, className } = BUTTONS[platform];
	const attributes = {
		class: className,
		charset: 'utf-8',
		...integrationAttributes(integration),
		'data-title': title,
		'data-compact': 'false',
		'data-state': state,
		'data-mode': 'popup',
		src: script,
	};
	const written = Object.entries(attributes).map(([name, value]) => `${name}="${escape(value)}"`);
	return `<script ${written.join(' ')}></script>`;
}
