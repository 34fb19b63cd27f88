import { randomBytes } from 'node:crypto';

import type { Saved, TriggerContext } from './context';

/** What makes the addresses of an active trigger. */
export type Activation = Required<Pick<Saved, 'url' | 'secret'>>;

/**
 * Activations of this process, by trigger; undefined: the trigger was deactivated. What n8n saves with the workflow
 * reaches other copies of the workflow only when n8n loads them again.
 */
const activations = new Map<string, Activation | undefined>();

/** Undefined: the trigger is not active. */
export function activationOf({ key, saved }: TriggerContext): Activation | undefined {
	if (activations.has(key)) return activations.get(key);
	const { url, secret } = saved;
	return url && secret ? { url, secret } : undefined;
}

/** Keeps the secret of earlier activations: the addresses that amoCRM has stay valid. */
export function noteActivation({ key, saved }: TriggerContext, url: string): void {
	const activation = { url, secret: saved.secret ?? randomBytes(32).toString('base64url') };
	Object.assign(saved, activation);
	activations.set(key, activation);
}

export function forgetActivation({ key, saved }: TriggerContext): void {
	activations.set(key, undefined);
	delete saved.url;
}
