import { accountParameter } from '../../../shared/account/parameters';
import { perItem, type Operation } from '../../factories/operation';
import { installLink } from '../../../shared/oauth/state';
import { cardOf } from '../../../shared/registry/account';
import { changeProperty, changesOf } from './builderData';
import { connectByCode } from './connectByCode';
import { createInstallLink, createStatusPageLink, linkData, signedState, validFor } from './links';
import { getAll } from './getAll';
import {
	accountItem,
	apiKeyItem,
	inIntegration,
	type IntegrationTarget,
	referenceOf,
} from './installedAccount';
import { keepAlive } from './keepAlive';
import { summary } from './summary';

const get: Operation<IntegrationTarget> = {
	name: 'get',
	displayName: 'Get',
	description: 'Retrieve what is known of one installed account, and what happened to it',
	action: 'Get an installed account',
	properties: [accountParameter],
	run: (integration, items) =>
		perItem(items, async (item) => {
			const account = await integration.accounts.getAny(referenceOf(integration, item));
			const history = account.history.map((entry) => ({ ...entry }));
			return [{ ...accountItem(account), history, ...apiKeyItem(integration) }];
		}),
};

const refreshTokens: Operation<IntegrationTarget> = {
	name: 'refreshTokens',
	displayName: 'Refresh Tokens',
	description: 'Renew the stored tokens now. Nodes do so by themselves when it is time.',
	action: 'Refresh tokens of an installed account',
	properties: [accountParameter],
	run: (integration, items) =>
		perItem(items, async (item) => [
			accountItem(await integration.accounts.refresh(referenceOf(integration, item))),
		]),
};

const remove: Operation<IntegrationTarget> = {
	name: 'remove',
	displayName: 'Remove',
	description:
		'Forget an account and its tokens. The integration stays enabled in amoCRM: only a person can disable it there.',
	action: 'Remove an installed account',
	properties: [accountParameter],
	run: (integration, items) =>
		perItem(items, async (item) => {
			const removed = await integration.accounts.remove(referenceOf(integration, item));
			return [{ ...accountItem(removed), removed: true }];
		}),
};

const update: Operation<IntegrationTarget> = {
	name: 'update',
	displayName: 'Update',
	description: 'Keep your own ID and labels with an account',
	action: 'Update an installed account',
	properties: [accountParameter, changeProperty],
	run: async (integration, items) =>
		await perItem(items, async (item) => {
			const reference = referenceOf(integration, item);
			return [accountItem(await integration.accounts.update(reference, changesOf(item)))];
		}),
};

const pause: Operation<IntegrationTarget> = {
	name: 'pause',
	displayName: 'Pause',
	description:
		'Have nodes refuse to act in an account, and its events start nothing, until it is resumed. Keep Alive renews its tokens meanwhile.',
	action: 'Pause an installed account',
	properties: [accountParameter],
	run: async (integration, items) =>
		await perItem(items, async (item) => [
			accountItem(await integration.accounts.pause(referenceOf(integration, item))),
		]),
};

const resume: Operation<IntegrationTarget> = {
	name: 'resume',
	displayName: 'Resume',
	description:
		'Let nodes act in a paused account again, and its events start workflows. What happened in it meanwhile is left out.',
	action: 'Resume an installed account',
	properties: [accountParameter],
	run: async (integration, items) =>
		await perItem(items, async (item) => [
			accountItem(await integration.accounts.resume(referenceOf(integration, item))),
		]),
};

/** A link for one account: the row, its data and labels stay when the account connects again. */
const createReconnectLink: Operation<IntegrationTarget> = {
	name: 'createReconnectLink',
	displayName: 'Create Reconnect Link',
	description:
		'Make a link by which one account connects again; no other account is taken by it, and your ID and labels stay',
	action: 'Create a reconnect link',
	properties: [
		accountParameter,
		linkData,
		{ ...validFor, description: 'After this time the link is refused' },
	],
	run: async (integration, items) =>
		await perItem(items, async (item) => {
			const account = await integration.accounts.getAny(referenceOf(integration, item));
			const { accountId, platform, clientId } = account;
			const { state, expiresAt } = signedState(integration, item, { onlyAccount: accountId });
			const url = installLink(platform, clientId, state);
			return [{ account: cardOf(account), url, state, expiresAt }];
		}),
};

export const installedAccountResource = inIntegration({
	name: 'installedAccount',
	displayName: 'Installed Account',
	operations: [
		connectByCode,
		createInstallLink,
		createReconnectLink,
		createStatusPageLink,
		get,
		getAll,
		keepAlive,
		pause,
		refreshTokens,
		remove,
		resume,
		summary,
		update,
	],
});
