import type { IHttpRequestOptions } from 'n8n-workflow';

import type { SessionFunctions } from '../../../nodes/shared/account/session';

/** n8n's context of a node with these credentials; every request gets `reply` (errors are thrown). */
export function fakeFunctions(credentials: Record<string, object>, reply: unknown = undefined) {
	const sent: Array<IHttpRequestOptions & { signedBy?: string }> = [];
	const send = async (options: IHttpRequestOptions, signedBy?: string) => {
		sent.push({ ...options, signedBy });
		if (reply instanceof Error) throw reply;
		return reply;
	};
	const warnings: string[] = [];
	const functions = {
		logger: { warn: (message: string) => warnings.push(message) },
		getInstanceBaseUrl: () => 'https://n8n.example/',
		getCredentials: async (type: string) => credentials[type],
		helpers: {
			httpRequest: async (options: IHttpRequestOptions) => await send(options),
			httpRequestWithAuthentication: async (credential: string, options: IHttpRequestOptions) =>
				await send(options, credential),
		},
	} as unknown as SessionFunctions;
	return { functions, sent, warnings };
}
