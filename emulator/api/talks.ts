import { writeIntoTalk } from '../amojo/fromCrm';
import type { Model } from '../state/collection';
import { messagesOfTalk } from '../state/talks';
import { readOne } from './batch';
import { flag, must, object, text } from './checks';
import { pluralOf, pointer } from './entities';
import { numbers, texts } from './filters';
import { recordChange } from './journal';
import { accepted, hal, pathId, refuse, self, type ApiCall, type Endpoint } from './kit';
import { answerList } from './list';

/** amocrm.ru/developers: crm/talks-api; developers.kommo.com for the list and the messages. */
function present(call: ApiCall, { id, ...talk }: Model) {
	const entityType = pluralOf(String(talk.entity_type));
	const about = (type: string) =>
		type === entityType ? [pointer(call, type, talk.entity_id)] : [];
	return {
		talk_id: id,
		...talk,
		_links: self(call, `/talks/${id}`),
		_embedded: {
			contacts: talk.contact_id === null ? [] : [pointer(call, 'contacts', talk.contact_id)],
			leads: about('leads'),
			customers: about('customers'),
		},
	};
}

const talksOf = ({ account }: ApiCall) => account.collection('talks');

function talkAt(call: ApiCall): Model {
	const talk = talksOf(call).get(pathId(call));
	if (!talk) throw refuse(404, 'Talk not found');
	return talk;
}

const CLOSING = object({ force_close: flag });

function close(call: ApiCall) {
	const talk = talkAt(call);
	readOne({ ...call, body: call.body ?? {} }, { check: CLOSING, mode: 'update' });
	if (talk.is_in_work !== true) throw refuse(422, 'The talk is closed already');
	const before = { ...talk };
	Object.assign(talk, { is_in_work: false, updated_at: call.now });
	recordChange(call, talk, { collection: 'talks', before });
	return accepted();
}

const messagesOf = (call: ApiCall) => call.account.collection(messagesOfTalk(talkAt(call)));

const MESSAGE = object({ text: must(text({ min: 1 })) });

function send(call: ApiCall) {
	const { value } = readOne(call, { check: MESSAGE, mode: 'create' });
	return hal(writeIntoTalk(call, talkAt(call), { text: String(value.text) }));
}

export const talkEndpoints: Endpoint[] = [
	{
		method: 'GET',
		path: '/talks/:id',
		run: (call) => hal(present(call, talkAt(call))),
	},
	{ method: 'POST', path: '/talks/:id/close', run: close },
	{
		method: 'GET',
		path: '/talks',
		run(call) {
			const { behaviour, info } = call.account;
			// The newest official client lists them on amoCRM too: github.com/amocrm/amocrm-api-php, pull request 631.
			if (info.platform === 'amocrm' && !behaviour.listsTalks) throw refuse(404, 'Not found');
			return answerList(call, {
				models: talksOf(call).all(),
				path: '/talks',
				key: 'talks',
				rules: {
					filters: {
						contact_id: numbers('contact_id'),
						entity_id: numbers('entity_id'),
						entity_type: texts('entity_type'),
					},
				},
				present,
			});
		},
	},
	{
		method: 'GET',
		path: '/talks/:id/messages',
		only: 'kommo',
		run: (call) =>
			answerList(call, {
				models: messagesOf(call).all(),
				path: `/talks/${pathId(call)}/messages`,
				key: 'messages',
				rules: {},
				present: (_call, message) => ({ ...message }),
			}),
	},
	{ method: 'POST', path: '/talks/:id/messages', only: 'kommo', run: send },
];
