import { once } from 'lodash';

import { AmoCrmProblem } from '../../../shared/problem';
import { openIntegration, type Integration } from '../../../shared/registry/integration';
import type { Target } from '../../factories/operation';
import { defineResource, type Resource, type ResourceDescription } from '../resource';

/** The integration itself: what these operations act on. */
export type IntegrationTarget = Integration & Target;

/** A resource whose operations act on the accounts that installed the integration. */
export function inIntegration(
	description: Omit<ResourceDescription<IntegrationTarget>, 'reach'>,
): Resource {
	return defineResource({
		...description,
		reach: (functions) => {
			const open = once(() => openIntegration(functions));
			return async (item) => {
				if (item.parameter('authentication') !== 'installedAccount') {
					throw new AmoCrmProblem(
						'missingCredential',
						'Installed accounts belong to an integration.',
						{
							hint: 'Choose the credential of the integration (amoCRM Integration for Many Accounts API) in this node.',
						},
					);
				}
				const integration = await open();
				return { ...integration, key: integration.keys.clientId };
			};
		},
	});
}
