import { sendPipelineHook, type PipelineHook } from '../deliveries/digitalPipeline';
import type { Model } from '../state/collection';
import type { WebhookDelivery } from '../types';
import { changeModels, seedCollection, type Items } from './seed';
import type { Stage } from './stage';

/** What happens in the CRM without the API, and whom amoCRM tells of it. */
export interface DeliveryCommands {
	/** Bulk insert, past all checks; missing keys are filled in. Gives the ids. With `tells` it happens now: events and webhooks tell of it. */
	seed(
		subdomain: string,
		collection: string,
		items: Items,
		options?: { tells?: boolean },
	): Promise<Array<number | string>>;
	/** Somebody changes objects in the CRM's own windows: each patch has an id. `is_deleted` deletes and restores. */
	change(subdomain: string, collection: string, patches: Model[], userId?: number): Promise<void>;
	/** A trigger of a funnel fires. */
	sendDigitalPipeline(asked: PipelineHook): Promise<void>;
	/** Of one account, or of all, oldest first. */
	deliveries(subdomain?: string): Promise<WebhookDelivery[]>;
	/** Until each delivery is taken, given up, or waits for its next try. */
	settleDeliveries(): Promise<void>;
	/** An admin switches a webhook on or off in its settings. */
	setWebhookDisabled(subdomain: string, destination: string, disabled: boolean): Promise<void>;
	/** Retries that become due go out. */
	advanceClock(seconds: number): Promise<void>;
}

export function deliveryCommands({
	world,
	queue,
	channelQueue,
	announce,
}: Stage): DeliveryCommands {
	return {
		async seed(subdomain, collection, items, options = {}) {
			const ids = seedCollection(world, subdomain, collection, items, options);
			announce(world.account(subdomain));
			return ids;
		},
		async change(subdomain, collection, patches, userId) {
			changeModels(world, subdomain, collection, patches, userId);
			announce(world.account(subdomain));
		},
		sendDigitalPipeline: async (asked) => sendPipelineHook(world, queue, asked),
		deliveries: async (subdomain) =>
			queue.states(subdomain === undefined ? undefined : world.account(subdomain).info.id),
		settleDeliveries: async () => {
			await Promise.all([queue.settle(), channelQueue.settle()]);
		},
		async setWebhookDisabled(subdomain, destination, disabled) {
			const webhooks = world.account(subdomain).collection('webhooks').all();
			const webhook = webhooks.find((one) => one.destination === destination);
			if (!webhook) throw new Error(`No webhook to ${destination}`);
			webhook.disabled = disabled;
		},
		async advanceClock(seconds) {
			world.clock.advance(seconds);
			queue.wake();
		},
	};
}
