import { deriveKey, hmacSha256, isSame } from '../shared/oauth/keys';
import type { IntegrationKeys } from '../shared/oauth/tokens';

const signatureOf = (id: string, { clientId, clientSecret }: IntegrationKeys) =>
	hmacSha256(deriveKey(clientSecret, clientId, 'resumption'), id);

/** The parameters by which this package asks its own trigger to go on with a note. */
export const resumptionQuery = (id: number, keys: IntegrationKeys) => ({
	resume: String(id),
	signature: signatureOf(String(id), keys).toString('hex'),
});

export const isResumptionValid = (
	{ id, signature }: { id: string; signature: string },
	keys: IntegrationKeys,
): boolean => isSame(signatureOf(id, keys), Buffer.from(signature, 'hex'));
