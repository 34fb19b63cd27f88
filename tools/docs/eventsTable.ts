import { groupBy } from 'lodash';

import { codedTypes } from '../../nodes/shared/hooks/apiEvents';
import type { HookCode } from '../../nodes/shared/hooks/codes';
import { authorKeys, momentKeys } from '../../nodes/shared/hooks/delivery';
import { hookEntities, NOTE } from '../../nodes/shared/hooks/entities';
import type { HookFields } from '../../nodes/shared/hooks/hookTypes';
import { codes, row } from './markdown';

const HEAD = `# Events of the CRM

Made by \`npm run docs\` from the descriptions that the triggers read by; do not edit by hand.

An item tells of one event: \`event\`, \`entity\`, \`id\`, \`account\`, \`occurredAt\`, \`userId\`, \`before\` and \`after\`,
\`data\`, \`raw\`, \`delivery\`. A webhook may tell of many events, and each becomes an item.

- \`data\` has the names and types of the API; \`raw\` is the same as it came, all of it text. Keys that the lists
  below do not name stand in \`data\` as they came.
- \`occurredAt\` is the time at which the webhook arrived where no key is named, or where the key is missing or
  no number. Tasks carry their times as texts without a time zone, and \`data\` keeps them so: amoCRM does not
  document which it is, and its sample, due at 23:59 as whole days are, shows the account's. Full Entity reads the
  task with Unix seconds.
- \`userId\` is missing where amoCRM does not say who did it. 0 is a robot.
- \`before\` and \`after\` hold everything that came with an old value; usual ones are named below.
- Webhooks do not say of what type a custom field is, so that its values stay text: a checkbox is "1", a date the
  Unix seconds of its midnight in the account's time zone, which every node of this package reads back as the same
  day. Empty numbers are null.
- Of a key that comes twice the last one counts, as in PHP. An account that a webhook names otherwise than it is
  starts nothing, wherever it names it: in its head, in an entry, twice or in a list.
- A note is in \`data\`; \`id\` is the card's. The text is \`params.text\`, as in the API.
- \`delivery.id\` is the same when amoCRM sends the same again.
- What is not listed becomes an item too, named after its action and its key in the webhook.

## Filters

Pipeline, stage and responsible user are judged by what the event tells. What it does not tell is looked up on the
card as it is by then, many cards with one question, and only where such a filter is set:

| Event of | Pipeline, stage | Responsible user |
| --- | --- | --- |
| a lead, and its notes | of the lead | of the lead |
| a contact, company or customer, and its notes | it has none, and passes | of the card |
| a task | of its lead; a task of no lead passes | of the task |
| a message or a talk | of its lead; one without a lead passes | of its lead or customer, else of its contact |
| an incoming lead | its pipeline, as far as it tells it | passes |
| a deleted card | as far as the event tells it, else it passes | as far as the event tells it, else it passes |
| anything else | as far as the event tells it, else it passes | as far as the event tells it, else it passes |

Where the account cannot be asked, the amoCRM Trigger lets the event pass and says so in the log, for amoCRM does
not send it again; the amoCRM Polling Trigger stays where it is, and asks again the next time.

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
	`Keys of \`data\` that are put right: ${codes(placesOf(fields))}`,
	'',
];

function section(entity: string, events: HookCode[]): string {
	const ofCard = events.find(({ action }) => action !== 'note') ?? events[0];
	return [`## \`${entity}\``, '', ...table(events), ...keys(fieldsOf(ofCard))].join('\n');
}

const POLLED = `## What the polling trigger asks for

The amoCRM Polling Trigger asks the events API for these types, and gives them the codes above. A type that is
not listed is an event of that name; of notes of other kinds and of talks it knows only by such types.

- \`before\` and \`after\` hold what amoCRM tells of old and new values, under the names of the card: \`name\`,
  \`price\`, \`ltv\`, \`status_id\`, \`pipeline_id\`, \`responsible_user_id\`, \`text\`, \`complete_till\`,
  \`task_type_id\`, a custom field as \`cf_123\`, in \`tags\` the names of those that came or went; of
  \`transaction_added\` the \`transaction_id\`, of messages the \`message_id\`. The contact of a message in a talk
  about a lead or a customer is \`data.contact_id\`.
- \`data\` holds the \`id\` and the new values; Full Entity reads the rest. \`raw\` is the event as it came.
- \`delivery.id\` is the event's own, and \`delivery.repeated\` is always false.
- When the trigger is changed (its events, filters or accounts), what is new begins with the first poll after that,
  which n8n makes when the workflow is published. What happened since the poll before is told where the trigger
  told it both before and after the change.
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
