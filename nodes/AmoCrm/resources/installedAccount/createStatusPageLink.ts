import type { INodeProperties } from 'n8n-workflow';

import { statusPageUrl } from '../../../shared/oauth/statusPageLink';
import { AmoCrmProblem } from '../../../shared/problem';
import { FLAGS_TAKEN, NUMBERS_TAKEN, toFlag, toNumber } from '../../../shared/fields/values';
import { amountOf, required, textParameter } from '../../factories/input';
import { perItem, type Item, type Operation } from '../../factories/operation';
import type { IntegrationTarget } from './inIntegration';
import { validFor } from './links';

const troubledOnly: INodeProperties = {
	displayName: 'Only Accounts in Trouble',
	name: 'troubledOnly',
	type: 'boolean',
	default: false,
	description: 'Whether the page leaves out the accounts that work',
};

const triggerUrl: INodeProperties = {
	displayName: 'Trigger URL',
	name: 'triggerUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…/amocrm',
	description:
		'Production URL of the amoCRM Install Trigger, which shows the page. Empty means the Redirect URI of the credential.',
};

function triggerUrlOf(item: Item, { redirectUri }: IntegrationTarget): string {
	const address = textParameter(item, triggerUrl.name, triggerUrl.displayName) || redirectUri;
	if (URL.canParse(address)) return address;
	throw new AmoCrmProblem('badInput', 'The page of the accounts has no address.', {
		hint: 'Enter the Production URL of the amoCRM Install Trigger, which must be published.',
	});
}

/** A page for people who watch the accounts; the install trigger shows it. */
export const createStatusPageLink: Operation<IntegrationTarget> = {
	name: 'createStatusPageLink',
	displayName: 'Create Status Page Link',
	description:
		'Make a link to a page that lists all accounts, how they are, and links to connect them again. Whoever has the link can read the page.',
	action: 'Create a status page link',
	properties: [
		triggerUrl,
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
				triggerUrlOf(item, integration),
				{ exp, troubled },
				integration.keys,
			);
			return [{ url, expiresAt: new Date(exp * 1000).toISOString() }];
		}),
};
