import { randomBytes } from 'node:crypto';
import type { IHookFunctions, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';

export type Functions = IHookFunctions | ITriggerFunctions | IWebhookFunctions;

/** What an active trigger gives to amoCRM. */
export interface Activation {
	/** Of its webhook. */
	url: string;
	/** Keys in the address are made with it. */
	secret: string;
}

/**
 * What was made known in this process, by trigger; nothing: it was deactivated. What n8n saves with the workflow
 * reaches its other parts only when they load it again.
 */
const activations = new Map<string, Activation | undefined>();

/** Names a trigger among all of this n8n; the person who listens in the editor has one of their own. */
export function ownerOf(functions: Functions): string {
	const use = functions.getMode() === 'manual' ? 'test' : 'live';
	return `${functions.getWorkflow().id ?? ''}/${functions.getNode().id}/${use}`;
}

const savedOf = (functions: Functions) =>
	functions.getWorkflowStaticData('node') as Partial<Activation>;

/** Nothing: the trigger is not active, or was never. */
export function activationOf(functions: Functions): Activation | undefined {
	const owner = ownerOf(functions);
	if (activations.has(owner)) return activations.get(owner);
	const { url, secret } = savedOf(functions);
	return url && secret ? { url, secret } : undefined;
}

/** Keeps the secret of earlier times: addresses that amoCRM has stay good. */
export function noteActivation(functions: IHookFunctions, url: string): Activation {
	const saved = savedOf(functions);
	const secret = saved.secret ?? randomBytes(32).toString('base64url');
	Object.assign(saved, { url, secret });
	const activation = { url, secret };
	activations.set(ownerOf(functions), activation);
	return activation;
}

export function forgetActivation(functions: IHookFunctions): void {
	activations.set(ownerOf(functions), undefined);
	delete savedOf(functions).url;
}
