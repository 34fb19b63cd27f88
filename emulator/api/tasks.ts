import type { AccountState, CardType } from '../state/account';
import type { Model } from '../state/collection';
import type { Item } from './batch';
import {
	author,
	choice,
	existing,
	flag,
	integer,
	missing,
	moment,
	notAChoice,
	object,
	orNull,
	text,
	user,
	type Fields,
	type Problem,
} from './checks';
import { authorship } from './entities';
import { flags, numbers, since, texts, type Filter } from './filters';
import { isRecord, refuse, self, type ApiCall, type Endpoint } from './kit';
import { resourceEndpoints, type Resource } from './resource';

/** amocrm.ru/developers: crm/tasks-api. */
const CARDS: CardType[] = ['leads', 'contacts', 'companies', 'customers'];

const FIELDS: Fields = {
	text: { check: text({ min: 1 }), required: 'create' },
	complete_till: { check: moment, required: 'create' },
	responsible_user_id: user,
	entity_id: orNull(integer({ min: 1 })),
	entity_type: orNull(choice(...CARDS)),
	is_completed: flag,
	task_type_id: existing('task_types'),
	duration: integer({ min: 0 }),
	result: object({ text: { check: text(), required: 'always' } }),
	created_by: author,
	updated_by: author,
	created_at: moment,
	updated_at: moment,
};

/** A task hangs on a card that exists, or on none. */
function cardProblems({ account }: ApiCall, { value }: Item, task?: Model): Problem[] {
	const { entity_id: id = task?.entity_id, entity_type: type = task?.entity_type } = value;
	if (id === undefined || id === null) return [];
	if (typeof type !== 'string') return missing('entity_type');
	return account.collection(type).has(id) ? [] : notAChoice('entity_id');
}

export function blankTask(call: ApiCall): Model {
	return {
		id: call.account.ids.take('entity'),
		...authorship(call),
		entity_id: null,
		entity_type: null,
		duration: 0,
		is_completed: false,
		task_type_id: 1,
		text: '',
		result: [],
		complete_till: call.now,
	};
}

/** The card shows when its next task is due. */
function settleCard(account: AccountState, task: Model): void {
	const card = account.collection(String(task.entity_type)).get(task.entity_id);
	if (!card) return;
	const due = account
		.collection('tasks')
		.all()
		.filter(({ entity_type: type, entity_id: id, is_completed: isDone }) => {
			return type === task.entity_type && id === task.entity_id && isDone !== true;
		})
		.map((other) => other.complete_till as number);
	card.closest_task_at = due.length > 0 ? Math.min(...due) : null;
}

const ofCard: Filter = (value, call, name) => {
	const { filter } = call.query;
	if (!isRecord(filter) || filter.entity_type === undefined) {
		throw refuse(400, 'filter[entity_id] goes together with filter[entity_type]');
	}
	return numbers('entity_id')(value, call, name);
};

export const TASKS: Resource = {
	path: '/tasks',
	key: 'tasks',
	missing: 204,
	present: (call, task) => ({ ...task, _links: self(call, `/tasks/${String(task.id)}`) }),
	list: {
		filters: {
			id: numbers('id'),
			responsible_user_id: numbers('responsible_user_id'),
			is_completed: flags('is_completed'),
			task_type: numbers('task_type_id'),
			entity_type: texts('entity_type'),
			entity_id: ofCard,
			updated_at: since('updated_at'),
		},
		orders: ['created_at', 'complete_till', 'id'],
	},
	write: {
		fields: FIELDS,
		oneRepeatsRequestId: true,
		also: cardProblems,
		create(call, value) {
			const task = call.account.collection('tasks').insert({ ...blankTask(call), ...value });
			settleCard(call.account, task);
			return task;
		},
		update({ account, userId, now }, task, value) {
			Object.assign(task, { updated_at: now, updated_by: userId }, value);
			settleCard(account, task);
		},
		answerCreate: ({ id }) => ({ id }),
		answerUpdate: ({ id, updated_at }) => ({ id, updated_at }),
	},
};

export const taskEndpoints: Endpoint[] = resourceEndpoints(TASKS);
