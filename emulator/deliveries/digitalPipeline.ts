import { formHook, jsonHook } from '../net/hooks';
import { checkAddress, type World } from '../state/world';
import type { DeliveryQueue } from './queue';
import { KOMMO_PIPELINE_RETRIES } from './retries';

/** A webhook that is set up in a funnel. amocrm.ru/developers: digital_pipeline/webhooks. */
export interface PipelineHook {
	subdomain: string;
	url: string;
	entity?: 'leads' | 'customers';
	event?: 'call_in' | 'chat' | 'site_visit' | 'mail_in' | 'status' | 'period';
	/** `id`, and what the page lists beside it: `status_id`, `old_status_id`, `pipeline_id`… */
	items: Array<{ id: number } & Record<string, number>>;
}

/** Once, as a form. Kommo sends JSON, and comes again. */
const WAYS = {
	amocrm: { write: formHook, retries: [] },
	kommo: { write: jsonHook, retries: KOMMO_PIPELINE_RETRIES },
};

export function sendPipelineHook(world: World, queue: DeliveryQueue, asked: PipelineHook): void {
	const { subdomain, url, entity = 'leads', event = 'status', items } = asked;
	const { info } = world.account(subdomain);
	checkAddress(url);
	const { write, retries } = WAYS[info.platform];
	queue.add({
		accountId: info.id,
		url,
		codes: [`${entity}[${event}]`],
		hook: write({ [entity]: { [event]: items } }),
		retries,
		isWanted: () => true,
		onAnswer() {},
	});
}
