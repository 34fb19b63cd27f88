import { groupBy } from 'lodash';

import { codedTypes } from '../../nodes/shared/hooks/apiEvents';
import type { HookCode } from '../../nodes/shared/hooks/codes';
import { authorKeys, momentKeys } from '../../nodes/shared/hooks/delivery';
import { hookEntities, NOTE } from '../../nodes/shared/hooks/entities';
import type { HookFields } from '../../nodes/shared/hooks/hookTypes';
import { codes, row } from './markdown';

const HEAD = `# Events of the CRM

Made by \`npm run docs\` from the descriptions that the triggers read by; do not edit by hand.

An item is one event: \`event\`, \`entity\`, \`id\`, \`account\`, \`occurredAt\`, \`userId\`, \`before\` and \`after\`,
\`data\`, \`raw\`, \`delivery\`. A webhook may carry many events, and each becomes an item.

- \`data\` has the names and types of the API; \`raw\` is the same as it came, all of it text. Keys that are not in
  the lists below are in \`data\` as they came.
- \`occurredAt\` is read from the keys named below. Where none is named, or it is missing or not a number, it is the
  time at which the webhook arrived. Tasks have their times as texts without a time zone, and \`data\` keeps them:
  amoCRM does not document the zone, and its sample, due at 23:59 like a whole day, suggests the account's. Full
  Entity reads the task with Unix seconds.
- \`userId\` is missing where amoCRM does not say who did it. 0 is a robot.
- \`before\` and \`after\` hold everything that came with an old value; usual ones are named below.
- Webhooks do not name the type of a custom field, so its values stay text: a checkbox is "1", a date is the Unix
  seconds of its midnight in the account's time zone, which every node of this package reads as the same day. Empty
  numbers are null.
- If a key comes twice, the last one counts, as in PHP. A webhook that names another account than the one whose
  address it calls starts nothing, wherever it names it: in its head, in an entry, twice or in a list.
- A note is in \`data\`; \`id\` is that of the card. The text is \`params.text\`, as in the API.
- \`delivery.id\` is the same when amoCRM sends the same again.
- An event that is not listed becomes an item too, named after its action and its key in the webhook.

## Filters

Pipeline, stage and responsible user are taken from the event. If it does not contain them, they are looked up on the
card as it is at that time: many cards in one request, and only if such a filter is set. A stage can be one of a
pipeline (\`77/142\`), or won or lost in any pipeline (\`any/142\`, \`any/143\`).

| Event of | Pipeline, stage | Responsible user |
| --- | --- | --- |
| a lead, and its notes | of the lead | of the lead |
| a contact, company or customer, and its notes | it has none, and passes | of the card |
| a task | of its lead; a task without a lead passes | of the task |
| a message or a talk | of its lead; one without a lead passes | of its lead or customer, else of its contact |
| an incoming lead | its pipeline, if the event contains it | passes |
| a deleted card | if the event contains it, else it passes | if the event contains it, else it passes |
| anything else | if the event contains it, else it passes | if the event contains it, else it passes |

If the account cannot be asked, the amoCRM Trigger lets the event pass and says so in the log, because amoCRM does not
send it again; the amoCRM Polling Trigger stays where it is and asks again at the next poll.

## Digital Pipeline

Hooks of the Digital Pipeline are read in the same way. Their events are \`call_in\`, \`chat\`, \`mail_in\`,
\`site_visit\` and \`status\` of a \`lead\`; \`call_in\`, \`chat\`, \`mail_in\`, \`site_visit\` and \`period\` of a
\`customer\`: \`mail_in_lead\`. They carry the ids of the card, its pipeline, stage or period, and the old ones.
`;

const PLATFORM_NAMES = { amocrm: 'amoCRM', kommo: 'Kommo' };

/** Old values that come with an action. */
const OLD: Record<string, string[]> = {
	status: ['status_id', 'pipeline_id'],
	responsible: ['responsible_user_id'],
};

const placesOf = (fields: HookFields) => [
	...new Set([...fields].flatMap(([key, { as = key, own }]) => (own ? [key, as] : [as]))),
];

function fieldsOf({ entity, action }: HookCode): HookFields {
	if (action === 'note') return NOTE;
	return hookEntities.find((known) => known.entity === entity)?.fields ?? new Map();
}

function eventRow(event: HookCode): string {
	const places = placesOf(fieldsOf(event));
	const present = (keys: string[]) => codes(keys.filter((key) => places.includes(key)));
	return row(
		event.label,
		codes([event.code]),
		event.documentedBy.map((platform) => PLATFORM_NAMES[platform]).join(', ') || 'nobody',
		codes(OLD[event.action] ?? []),
		present(authorKeys(event.action)),
		present(momentKeys(event.action)),
	);
}

const table = (events: HookCode[]) => [
	row('Event', 'Code', 'Documented by', '`before`, `after`', '`userId`', '`occurredAt`'),
	row('---', '---', '---', '---', '---', '---'),
	...events.map(eventRow),
];

const keys = (fields: HookFields) => [
	'',
	`Keys of \`data\` with the name and type of the API: ${codes(placesOf(fields))}`,
	'',
];

function section(entity: string, events: HookCode[]): string {
	const ofCard = events.find(({ action }) => action !== 'note') ?? events[0];
	return [`## \`${entity}\``, '', ...table(events), ...keys(fieldsOf(ofCard))].join('\n');
}

const POLLED = `## What the polling trigger asks for

The amoCRM Polling Trigger asks the events API for these types, and gives them the codes above. A type that is not
listed becomes an event of that name; other kinds of notes, and talks, come only as such types.

- \`before\` and \`after\` hold the old and new values, under their names in the card: \`name\`,
  \`price\`, \`ltv\`, \`status_id\`, \`pipeline_id\`, \`responsible_user_id\`, \`text\`, \`complete_till\`,
  \`task_type_id\`, a custom field as \`cf_123\`, in \`tags\` the names of those that were added or removed; of
  \`transaction_added\` the \`transaction_id\`, of messages the \`message_id\`. The contact of a message in a talk
  about a lead or a customer is \`data.contact_id\`.
- \`data\` holds the \`id\` and the new values; Full Entity reads the rest. \`raw\` is the event as it came.
- \`delivery.id\` is the event's own, and \`delivery.repeated\` is always false.
- When the trigger is changed (its events, filters or accounts), the change takes effect with the first poll after it,
  which n8n makes when the workflow is published. Events since the poll before that one start the workflow if they
  belong to the trigger both before and after the change.
`;

const typesOf = (code: string) =>
	codedTypes.filter((known) => known.code === code).map(({ type }) => type);

/** The types behind the codes of the webhooks. */
const polled = (hookCodes: HookCode[]) => [
	POLLED,
	row('Code', 'Types'),
	row('---', '---'),
	...hookCodes
		.map(({ code }) => ({ code, types: typesOf(code) }))
		.filter(({ types }) => types.length > 0)
		.map(({ code, types }) => row(codes([code]), codes(types))),
	'',
];

/** The page of the documentation that lists every event. */
export function eventsPage(hookCodes: HookCode[]): string {
	const entities = Object.entries(groupBy(hookCodes, 'entity'));
	return [
		HEAD,
		...entities.map(([entity, events]) => section(entity, events)),
		['## Notes', ...keys(NOTE)].join('\n'),
		polled(hookCodes).join('\n'),
	].join('\n');
}
