import { AmoCrmProblem } from '../problem';

/** @see https://www.amocrm.ru/developers/content/api/recommendations */
export const PER_INTEGRATION = 7;
export const PER_ACCOUNT = 50;

/** How much of amoCRM's limit one integration may use in this process. */
export interface Allowance {
	integrationId: string;
	perSecond: number;
	/** All accounts of the integration share it. */
	isShared: boolean;
}

/** The rate settings of a credential. */
export interface RateFields {
	requestsPerSecond?: number | string;
	rateScope?: 'account' | 'integration';
}

/** @throws AmoCrmProblem `badInput` */
export function readAllowance(
	integrationId: string,
	{ requestsPerSecond = '', rateScope = 'account' }: RateFields,
): Allowance {
	const asked = requestsPerSecond === '' ? PER_INTEGRATION : Number(requestsPerSecond);
	if (!(asked > 0)) {
		throw new AmoCrmProblem(
			'badInput',
			`"${requestsPerSecond}" is not a number of requests per second.`,
			{ hint: `Enter a number above 0 and up to ${PER_INTEGRATION} in the credential.` },
		);
	}
	return {
		integrationId,
		perSecond: Math.min(asked, PER_INTEGRATION),
		isShared: rateScope === 'integration',
	};
}
