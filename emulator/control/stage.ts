import type { DeliveryQueue } from '../deliveries/queue';
import type { HookSender } from '../net/hooks';
import type { AccountState } from '../state/account';
import type { World } from '../state/world';

/** All that commands act on. */
export interface Stage {
	world: World;
	/** Calls about installing and disabling. */
	hooks: HookSender;
	/** Calls about what happens in an account. */
	webhooks: HookSender;
	queue: DeliveryQueue;
	/** Hooks of chats, each sent once. */
	channelQueue: DeliveryQueue;
	/** Tells whoever wants to know of all that has happened in an account since the last time. */
	announce(account: AccountState): void;
	/** Leads from an https address to a server on this machine. */
	openFront(port: number): Promise<string>;
}

/** What pages and the API act on. */
export type PublicStage = Pick<Stage, 'world' | 'hooks' | 'announce'>;
