import type { Delivery, Place } from '../types';
import { runWidgetRequest, type WidgetRequest } from '../widgets/bots';
import { widgetToken } from '../widgets/tokens';
import type { Stage } from './stage';

/** Calls of an installed widget: from a person's browser, and from a bot. */
export interface WidgetCommands {
	/** The disposable token of the widget's front end; the admin's unless it is told whose. */
	widgetToken(asked: Place & { userId?: number }): Promise<string>;
	/** A bot comes to a step that asks the widget, and waits. `entities(…, 'bots/continued')` tells how it went on. */
	runWidgetRequest(asked: WidgetRequest): Promise<{ returnUrl: string; delivery: Delivery }>;
}

export const widgetCommands = ({ world, webhooks }: Stage): WidgetCommands => ({
	widgetToken: async (asked) => await widgetToken(world, asked),
	runWidgetRequest: async (asked) => await runWidgetRequest(world, webhooks, asked),
});
