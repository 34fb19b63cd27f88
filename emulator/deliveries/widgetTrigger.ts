import { formHook, jsonHook } from '../net/hooks';
import { checkAddress, type World } from '../state/world';
import type { DeliveryQueue } from './queue';

/** A widget's step in a funnel, set up by a person. amocrm.ru/developers: digital_pipeline/integrations. */
export interface WidgetTrigger {
	subdomain: string;
	/** The widget's own, of its manifest. */
	url: string;
	/** What the person filled in. */
	settings: Record<string, unknown>;
	entity?: 'leads' | 'customers';
	entityId: number;
	event?: keyof typeof TYPES;
}

const TYPES = {
	lead_added: 1,
	lead_status_changed: 14,
	lead_appeared_in_status: 15,
	mail_in: 16,
	call_in: 17,
	site_visit: 18,
	chat: 19,
	customer_added: 20,
	customer_period_changed: 21,
	customer_appeared_in_period: 22,
};

const ELEMENT_TYPES = { leads: 2, customers: 12 };

/** Sent once: nothing is documented of another try. */
export function sendWidgetTrigger(world: World, queue: DeliveryQueue, asked: WidgetTrigger): void {
	const {
		subdomain,
		url,
		settings,
		entity = 'leads',
		entityId,
		event = 'lead_status_changed',
	} = asked;
	const account = world.account(subdomain);
	const { info, behaviour } = account;
	const card = account.collection(entity).get(entityId);
	if (!card) throw new Error(`No ${entityId} in ${entity}`);
	checkAddress(url);
	const { status_id, pipeline_id } = card;
	const data = {
		id: entityId,
		element_type: ELEMENT_TYPES[entity],
		status_id,
		pipeline_id,
		...(entity === 'leads' && { direction_of_movement: 'went_to_trigger' }),
	};
	const write = behaviour.widgetHooks === 'json' ? jsonHook : formHook;
	queue.add({
		accountId: info.id,
		url,
		codes: [event],
		hook: write({
			event: { type: TYPES[event], type_code: event, data, time: world.clock.seconds() },
			action: { settings: { widget: { settings } } },
			subdomain: info.subdomain,
			account_id: info.id,
		}),
		retries: [],
		isWanted: () => true,
		onAnswer() {},
	});
}
