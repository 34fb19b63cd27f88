import type { IDataObject } from 'n8n-workflow';
import { escape } from 'lodash';

import { authorizeUrl, type Platform } from '../../../shared/account/address';
import { parseJson } from '../../../shared/attempt';
import { signState } from '../../../shared/oauth/state';
import { AmoCrmProblem } from '../../../shared/problem';
import { perItem, type Item, type Operation } from '../resource';
import type { IntegrationTarget } from './inIntegration';

/** The script that draws amoCRM's button, and the class by which it finds its own tag. */
const BUTTONS: Record<Platform, { script: string; className: string }> = {
	amocrm: { script: 'https://www.amocrm.ru/auth/button.min.js', className: 'amocrm_oauth' },
	kommo: { script: 'https://www.kommo.com/auth/button.min.js', className: 'kommo_oauth' },
};

/** @see https://www.amocrm.ru/developers/content/oauth/button */
function buttonHtml(platform: Platform, clientId: string, state: string, title: string): string {
	const { script, className } = BUTTONS[platform];
	const attributes = {
		class: className,
		charset: 'utf-8',
		'data-client-id': clientId,
		'data-title': title,
		'data-compact': 'false',
		'data-state': state,
		'data-mode': 'popup',
		src: script,
	};
	const written = Object.entries(attributes).map(([name, value]) => `${name}="${escape(value)}"`);
	return `<script ${written.join(' ')}></script>`;
}

function dataOf(item: Item): IDataObject {
	const given = item.parameter<unknown>('state', {});
	const data = typeof given === 'string' ? parseJson(given.trim() || '{}') : given;
	if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as IDataObject;
	throw new AmoCrmProblem('badInput', 'The data of the link is not a JSON object.', {
		hint: 'Write it as {"customer": 17}.',
	});
}

/** A link, and a button for a site, that bring the builder's own data through the installation. */
export const createInstallLink: Operation<IntegrationTarget> = {
	name: 'createInstallLink',
	displayName: 'Create Install Link',
	description:
		'Make a link and a site button by which a person connects an account, with your own data signed inside',
	action: 'Create an install link',
	properties: [
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
		{
			displayName: 'Data',
			name: 'state',
			type: 'json',
			default: '{}',
			description:
				'Comes out of the install trigger as state, for example the number of your customer. It can be read by whoever has the link, but not changed.',
		},
		{
			displayName: 'Valid For (Hours)',
			name: 'validHours',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 24,
			description:
				'After this time the install trigger no longer accepts the link if it checks signatures',
		},
		{
			displayName: 'Button Title',
			name: 'buttonTitle',
			type: 'string',
			default: '',
			placeholder: 'e.g. Connect amoCRM',
			description: 'Text on the site button',
		},
	],
	run: async ({ keys }, items) =>
		await perItem(items, async (item) => {
			const platform = item.parameter<Platform>('platform', 'amocrm');
			const hours = item.parameter<number>('validHours', 24);
			const expiresAt = new Date(Date.now() + hours * 3_600_000);
			const state = signState(dataOf(item), expiresAt, keys);
			const link = new URL(authorizeUrl(platform));
			link.searchParams.set('client_id', keys.clientId);
			link.searchParams.set('state', state);
			link.searchParams.set('mode', 'post_message');
			const title = item.parameter<string>('buttonTitle', '');
			return [
				{
					url: link.href,
					buttonHtml: buttonHtml(platform, keys.clientId, state, title),
					state,
					expiresAt: expiresAt.toISOString(),
				},
			];
		}),
};
