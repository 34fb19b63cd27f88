import { groupBy } from 'lodash';

import { codedTypes } from '../../nodes/shared/hooks/apiEvents';
import type { HookCode } from '../../nodes/shared/hooks/codes';
import { authorKeys, momentKeys } from '../../nodes/shared/hooks/delivery';
import { hookEntities, NOTE } from '../../nodes/shared/hooks/entities';
import type { HookFields } from '../../nodes/shared/hooks/readings';
import { codes, row } from './markdown';

const HEAD = `# Events of the CRM

Made by \`npm run docs\` from the descriptions that the triggers read by; do not edit by hand.

An item tells of one event: \`event\`, \`entity\`, \`id\`, \`account\`, \`occurredAt\`, \`userId\`, \`before\` and \`after\`,
\`data\`, \`raw\`, \`delivery\`. A webhook may tell of many events, and each becomes an item.

- \`data\` has the names and types of the API; \`raw\` is the same as it came, all of it text. Keys that the lists
  below do not name stand in \`data\` as they came.
- \`occurredAt\` is the time at which the webhook arrived where no key is named, or where the key is missing or
  no number: tasks carry their times as texts in the account's own time zone, and \`data\` keeps them so.
- \`userId\` is missing where amoCRM does not say who did it. 0 is a robot.
- \`before\` and \`after\` hold everything that came with an old value; usual ones are named below.
- Webhooks do not say of what type a custom field is, so that its values stay text: a date is its seconds, a
  checkbox "1". Empty numbers are null.
- A note is in \`data\`; \`id\` is the card's. The text is \`params.text\`, as in the API.
- \`delivery.id\` is the same when amoCRM sends the same again.
- What is not listed becomes an item too, named after its action and its key in the webhook.

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
	...new Set([...fields].map(([key, { as }]) => as ?? key)),
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
  \`task_type_id\`, a custom field as \`cf_123\`, in \`tags\` the names of those that came or went.
- \`data\` holds the \`id\` and the new values; Full Entity reads the rest. \`raw\` is the event as it came.
- \`delivery.id\` is the event's own, and \`delivery.repeated\` is always false.
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
