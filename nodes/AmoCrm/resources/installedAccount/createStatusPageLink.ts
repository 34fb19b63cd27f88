import type { INodeProperties } from 'n8n-workflow';

import { statusPageUrl } from '../../../shared/oauth/statusPageLink';
import { FLAGS_TAKEN, NUMBERS_TAKEN, toFlag, toNumber } from '../../../shared/fields/values';
import { amountOf, required } from '../../factories/input';
import { perItem, type Operation } from '../../factories/operation';
import type { IntegrationTarget } from './inIntegration';
import { triggerUrl, triggerUrlOf, validFor } from './links';

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
