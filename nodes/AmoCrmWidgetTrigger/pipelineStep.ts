import { mapValues } from 'lodash';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { toIsoMoment } from '../shared/fields/time';
import { SINGULAR } from '../shared/hooks/entities';
import { isBranch, type Branch } from '../shared/hooks/tree';
import { AmoCrmProblem } from '../shared/problem';

const number = z.coerce.number().int();

const hook = z.object({
	event: z.object({
		type_code: z.string(),
		/** `element_type` is 2 for leads and 12 for customers. */
		data: z.object({ id: number.positive(), element_type: number }).passthrough(),
		time: number.positive().optional().catch(undefined),
	}),
	action: z.object({
		settings: z
			.object({ widget: z.object({ settings: z.record(z.unknown()).optional() }).optional() })
			.optional(),
	}),
});

/** A step that a widget brought into the Digital Pipeline. */
export const isPipelineStep = (body: Branch | undefined): body is Branch =>
	isBranch(body?.event) && isBranch(body.action);

/** Forms have texts only. */
const withNumbers = (data: IDataObject): IDataObject =>
	mapValues(data, (value) =>
		typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
	);

/**
 * What happened, to which card, and what the user filled in for the step.
 * @see https://www.amocrm.ru/developers/content/digital_pipeline/integrations
 * @throws AmoCrmProblem `badInput`
 */
export function readPipelineStep(body: Branch, receivedAt: string): IDataObject {
	const read = hook.safeParse(body).data;
	if (!read) {
		throw new AmoCrmProblem('badInput', 'It names no card of a step in the Digital Pipeline.');
	}
	const { event, action } = read;
	const { id, element_type: type } = event.data;
	return {
		event: event.type_code,
		entity: SINGULAR.get(type) ?? String(type),
		id,
		occurredAt: (event.time && toIsoMoment(event.time)) || receivedAt,
		settings: (action.settings?.widget?.settings ?? {}) as IDataObject,
		data: withNumbers(event.data as IDataObject),
	};
}

/** The account where other hooks have it. */
export const accountIn = ({ account_id, subdomain }: Branch): Branch => ({
	account: { id: account_id, subdomain },
});
