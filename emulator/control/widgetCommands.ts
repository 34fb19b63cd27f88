import { sendWidgetTrigger, type WidgetTrigger } from '../deliveries/widgetTrigger';
import type { Delivery, Place } from '../types';
import { runWidgetRequest, type WidgetRequest } from '../widgets/bots';
import { widgetToken } from '../widgets/tokens';
import { runDesignedBot, type BotOnCard } from '../widgets/botRun';
import { uploadWidget, type WidgetUpload } from '../widgets/installed';
import type { Stage } from './stage';

type TriggerOnCard = Omit<WidgetTrigger, 'url' | 'settings'> & { triggerId: number };

/** Calls of an installed widget: from a person's browser, and from a bot. */
export interface WidgetCommands {
	/** The disposable token of the widget's front end; the admin's unless it is told whose. */
	widgetToken(asked: Place & { userId?: number }): Promise<string>;
	/** A bot comes to a step that asks the widget, and waits. `entities(…, 'bots/continued')` tells how it went on. */
	runWidgetRequest(asked: WidgetRequest): Promise<{ returnUrl: string; delivery: Delivery }>;
	/** Puts a `widget.zip` (base64) under the settings of an integration; a refusal names all that is wrong. */
	uploadWidget(asked: WidgetUpload): Promise<{ code: string }>;
	/** An https address for the builder's server behind a port of this machine: amoCRM's pages call no other. */
	openFront(port: number): Promise<string>;
	/** A bot of the designer works on a card, to its end: `entities(…, 'bots/finished')` tells by which exit. */
	runDesignedBot(asked: BotOnCard): Promise<void>;
	/** A widget's step in a funnel, set up on its page, fires for a card. */
	fireWidgetTrigger(asked: TriggerOnCard): Promise<void>;
}

export const widgetCommands = (stage: Stage): WidgetCommands => ({
	widgetToken: async (asked) => await widgetToken(stage.world, asked),
	runWidgetRequest: async (asked) => await runWidgetRequest(stage.world, stage.webhooks, asked),
	uploadWidget: async (asked) => await uploadWidget(stage.world, asked),
	openFront: async (port) => await stage.openFront(port),
	runDesignedBot: async (asked) => await runDesignedBot(stage, asked),
	async fireWidgetTrigger({ triggerId, ...asked }) {
		const trigger = stage.world
			.account(asked.subdomain)
			.collection('pipeline/triggers')
			.get(triggerId);
		if (!trigger) throw new Error(`No trigger ${triggerId}`);
		const { url, settings } = trigger as unknown as Pick<WidgetTrigger, 'url' | 'settings'>;
		sendWidgetTrigger(stage.world, stage.queue, { ...asked, url, settings });
	},
});
