import type { DeliveryQueue } from '../deliveries/queue';
import type { Subscriptions } from '../deliveries/subscriptions';
import type { HookSender } from '../net/hooks';
import type { World } from '../state/world';

/** All that commands act on. */
export interface Stage {
	world: World;
	/** Calls about installing and disabling. */
	hooks: HookSender;
	/** Calls about what happens in an account. */
	webhooks: HookSender;
	queue: DeliveryQueue;
	subscriptions: Subscriptions;
}
