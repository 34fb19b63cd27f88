import { SINGULAR } from '../api/entities';
import { formHook, type HookSender } from '../net/hooks';
import { checkAddress, type World } from '../state/world';
import type { Delivery, Place } from '../types';
import type { BotAnswer } from '../state/account';
import { botToken, type Algorithm } from './tokens';

/** A bot comes to its step `widget_request`. amocrm.ru/developers: digital_pipeline/salesbot. */
export interface WidgetRequest extends Place {
	botId: number;
	/** The builder's, from the step. */
	url: string;
	/** From the step too, its markers already filled in. */
	data?: Record<string, unknown>;
	/** The card that the bot works on. */
	entityType: 'leads' | 'contacts' | 'customers';
	entityId: number;
	algorithm?: Algorithm;
}

/**
 * The bot waits at `returnUrl` until somebody lets it go on; `bots/continued` keeps what it was told then.
 * The page shows the body in JSON's clothes; live accounts were seen to send it as a form.
 */
export async function runWidgetRequest(
	world: World,
	hooks: HookSender,
	asked: WidgetRequest,
	onContinue?: (told: BotAnswer) => void,
) {
	const { integrationId, subdomain, botId, url, data = {}, entityType, entityId } = asked;
	const account = world.account(subdomain);
	const bot = account.collection('bots').get(botId);
	if (!bot) throw new Error(`No bot ${botId}`);
	if (!account.collection(entityType).has(entityId))
		throw new Error(`No ${entityId} in ${entityType}`);
	checkAddress(url);
	const subject = {
		entity_type: SINGULAR[entityType],
		entity_id: entityId,
		bot_type: Number(bot.type),
	};
	const token = await botToken(world, asked, subject, asked.algorithm);
	const { id } = account.collection('bots/waiting').insert({
		id: account.ids.take('entity'),
		bot_id: botId,
		entity_type: entityType,
		entity_id: entityId,
	});
	if (onContinue) account.waitingBots.set(id, onContinue);
	const returnUrl = `https://${account.info.domain}/api/v4/salesbot/${botId}/continue/${id}`;
	const about = { integrationId, accountId: account.info.id };
	const body = formHook({ token, data, return_url: returnUrl });
	const delivery: Delivery = await hooks.send(url, about, body);
	return { returnUrl, delivery };
}
