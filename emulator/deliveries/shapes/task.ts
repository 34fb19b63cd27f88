import { CARD_NUMBERS } from '../../api/entities';
import type { AccountState } from '../../state/account';
import type { Model } from '../../state/collection';
import { textAt } from '../../state/zones';
import { isSame, turnsOf } from './card';
import type { News, Tell } from './news';

/** Texts in the account's time. amocrm.ru/developers: crm/webhooks-format. */
const moment = ({ info }: AccountState, seconds: unknown) => textAt(info.timeZone, Number(seconds));

function shownResult({ ids }: AccountState, { result }: Model) {
	const { text } = result as { text?: string };
	return text === undefined ? undefined : { id: ids.take('entity'), text };
}

const shown = (account: AccountState, task: Model) => ({
	id: task.id,
	element_id: task.entity_id,
	element_type: CARD_NUMBERS[String(task.entity_type)],
	task_type: task.task_type_id,
	date_create: moment(account, task.created_at),
	text: task.text,
	status: task.is_completed,
	account_id: task.account_id,
	created_user_id: task.created_by,
	last_modified: moment(account, task.updated_at),
	responsible_user_id: task.responsible_user_id,
	complete_till: moment(account, task.complete_till),
	result: shownResult(account, task),
});

export const tellTask: Tell = (account, change) => {
	const { before, after } = change;
	const news = (action: string, value: object): News => ({
		code: `${action}_task`,
		path: ['task', action],
		value,
	});
	if (!before) return [news('add', shown(account, after))];
	if (after.is_deleted === true) return [news('delete', { id: after.id })];
	if (isSame(change)) return [];
	const whole = shown(account, after);
	const closes = after.is_completed === true && before.is_completed !== true;
	return [
		news('update', { ...whole, action_close: closes }),
		...turnsOf(change).map(({ action, old }) => news(action, { ...whole, ...old })),
	];
};
