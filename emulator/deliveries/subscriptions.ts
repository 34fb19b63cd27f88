import { update } from 'lodash';
import type { Clock } from '../core/clock';
import { formHook } from '../net/hooks';
import type { AccountState } from '../state/account';
import type { Model } from '../state/collection';
import type { DeliveryQueue } from './queue';
import { SUBSCRIPTION_RETRIES } from './retries';
import { tell, type News } from './shapes';

/** An address that gives more wrong answers than this within the window is not called any more. */
const TOLERATED = 100;
const WINDOW = 2 * 60 * 60;

function bodyOf({ info }: AccountState, news: News[]): Record<string, unknown> {
	const body = {};
	for (const { path, value } of news) {
		update(body, path, (told: object[] = []) => [...told, value]);
	}
	const { id, subdomain, domain } = info;
	return { ...body, account: { subdomain, id, _links: { self: `https://${domain}` } } };
}

/** Tells an account's changes to whoever subscribed to them. amocrm.ru/developers: crm/webhooks-format. */
export class Subscriptions {
	/** When each subscription was answered wrongly, in the emulator's time. */
	private readonly wrongAnswers = new WeakMap<Model, number[]>();

	constructor(
		private readonly clock: Clock,
		private readonly queue: DeliveryQueue,
	) {}

	/** Guess: all that one call has done is told in one body for each subscription. */
	announce(account: AccountState): void {
		const { changes } = account;
		account.changes = [];
		const webhooks = account.collection('webhooks').all();
		if (webhooks.length === 0) return;
		const news = changes.flatMap((change) => tell(account, change));
		for (const webhook of webhooks) {
			const settings = webhook.settings as string[];
			const wanted = news.filter(({ code }) => settings.includes(code));
			if (wanted.length > 0) this.send(account, webhook, wanted);
		}
	}

	private send(account: AccountState, webhook: Model, news: News[]): void {
		if (webhook.disabled === true) return;
		this.queue.add({
			accountId: account.info.id,
			url: String(webhook.destination),
			codes: [...new Set(news.map(({ code }) => code))],
			hook: formHook(bodyOf(account, news)),
			retries: SUBSCRIPTION_RETRIES,
			isWanted: () => webhook.disabled !== true && account.collection('webhooks').has(webhook.id),
			onAnswer: (taken) => {
				if (!taken) this.countWrong(webhook);
			},
		});
	}

	private countWrong(webhook: Model): void {
		const now = this.clock.seconds();
		const recent = (this.wrongAnswers.get(webhook) ?? []).filter((at) => at > now - WINDOW);
		recent.push(now);
		this.wrongAnswers.set(webhook, recent);
		if (recent.length > TOLERATED) webhook.disabled = true;
	}
}
