import { openIntegration, type Integration } from '../../../shared/registry/integration';
import { defineResource, type Resource, type ResourceDescription, type Target } from '../resource';

/** The integration itself: what these operations act on. */
export type IntegrationTarget = Integration & Target;

/** A resource whose operations act on the accounts that installed the integration. */
export function inIntegration(
	description: Omit<ResourceDescription<IntegrationTarget>, 'reach'>,
): Resource {
	return defineResource({
		...description,
		reach: async (functions, item) => {
			const integration = await openIntegration(functions, item.index);
			return { ...integration, key: integration.keys.clientId };
		},
	});
}
