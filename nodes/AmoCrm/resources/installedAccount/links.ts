import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { parseJson } from '../../../shared/settle';
import { NUMBERS_TAKEN, toNumber } from '../../../shared/fields/values';
import { signState, type ForAccount } from '../../../shared/oauth/state';
import { AmoCrmProblem } from '../../../shared/problem';
import { amountOf, textParameter } from '../../factories/input';
import type { Item } from '../../factories/operation';
import type { IntegrationTarget } from './inIntegration';

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
export const triggerUrl = (use: string): INodeProperties => ({
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
export function triggerUrlOf(
	item: Item,
	{ redirectUri }: IntegrationTarget,
	missing: string,
): string {
	const address = textParameter(item, 'triggerUrl', 'Trigger URL') || redirectUri;
	if (URL.canParse(address)) return address;
	throw new AmoCrmProblem('badInput', missing, {
		hint: 'Enter the Production URL of the amoCRM Install Trigger, which must be published.',
	});
}
