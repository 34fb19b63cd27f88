import { pathId, refuse, type Endpoint } from './kit';
import { answerList } from './list';

/** Who follows a card; only seeds make followers. amocrm.ru/developers: crm/subscriptions-api. */
export const subscriptionEndpoints: Endpoint[] = ['leads', 'customers'].map((card) => ({
	method: 'GET',
	path: `/${card}/:id/subscriptions`,
	run(call) {
		const id = pathId(call);
		if (!call.account.collection(card).has(id)) throw refuse(404, 'Entity not found');
		const followers = call.account.collection(`${card}/subscriptions`).all();
		return answerList(call, {
			models: followers.filter(({ entity_id: of }) => of === id),
			path: `/${card}/${id}/subscriptions`,
			key: 'subscriptions',
			rules: { totals: true },
			present: (_call, { subscriber_id, type }) => ({ subscriber_id, type }),
		});
	},
}));
