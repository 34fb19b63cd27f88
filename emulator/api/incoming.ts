import { mapValues, omit } from 'lodash';
import type { AccountState } from '../state/account';
import type { Model } from '../state/collection';
import type { Unsorted } from '../state/unsorted';
import { flag, integer, orNull, text, textOrNumber, type Fields } from './checks';
import { pointer } from './entities';
import type { ApiCall } from './kit';
import { callResponsible } from './noteParams';

/** What is told of a call or form whose lead waits to be accepted. amocrm.ru/developers: crm/unsorted-api. */
export const METADATA: Record<'sip' | 'forms', Fields> = {
	sip: {
		from: text(),
		phone: textOrNumber,
		call_responsible: callResponsible,
		called_at: integer({ min: 0 }),
		duration: integer({ min: 0 }),
		link: orNull(text()),
		service_code: text(),
		is_call_event_needed: flag,
		uniq: text(),
	},
	forms: {
		form_id: textOrNumber,
		form_name: text(),
		form_page: text(),
		ip: text(),
		form_sent_at: integer({ min: 0 }),
		referer: orNull(text()),
		visitor_uid: orNull(text()),
	},
};

/** Numbers when they are sent, texts when they are read. */
const READ_AS_TEXT = ['duration', 'form_sent_at'];

/** All keys are read back, whether sent or not; only the wish for a call event is not kept. */
export const keptMetadata = (category: 'sip' | 'forms', sent: Record<string, unknown>) =>
	mapValues(omit(METADATA[category], 'is_call_event_needed'), (_rule, key) => {
		const value = sent[key] ?? null;
		return value !== null && READ_AS_TEXT.includes(key) ? String(value) : value;
	});

/** Whatever stage was asked for. */
export function putAmongIncoming(account: AccountState, lead: Model): void {
	const stages = account.pipeline(lead.pipeline_id)?.stages ?? [];
	lead.status_id = stages.find(({ type }) => type === 1)?.id ?? lead.status_id;
	lead.closed_at = null;
}

export const shownParts = (call: ApiCall, { lead_id, contact_id, company_id }: Unsorted) => ({
	contacts: contact_id === null ? [] : [pointer(call, 'contacts', contact_id)],
	leads: lead_id === null ? [] : [pointer(call, 'leads', lead_id)],
	companies: company_id === null ? [] : [pointer(call, 'companies', company_id)],
});
