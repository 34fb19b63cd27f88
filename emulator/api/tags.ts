import type { CardType } from '../state/account';
import { readBatch } from './batch';
import { object, orNull, pattern, text, type Fields } from './checks';
import { numbers, texts, type Filter } from './filters';
import { hal, refuse, type Endpoint } from './kit';
import { answerList } from './list';
import { tagByName } from './tagList';

/** The dictionary of tags, one for each kind of card. amocrm.ru/developers: crm/tags-api. */
const FIELDS: Fields = { name: { check: text({ min: 1, max: 255 }), required: 'create' } };

/** Only tags of leads have a colour: six hex digits without a hash. */
const WITH_COLOR: Fields = { ...FIELDS, color: orNull(pattern(/^[0-9a-f]{6}$/i)) };

/** The page takes a single one. */
const oneName: Filter = (value, call, name) => {
	if (typeof value !== 'string') throw refuse(400, `filter[${name}] takes one name`);
	return texts('name')(value, call, name);
};

function tagEndpoints(card: CardType): Endpoint[] {
	const path = `/${card}/tags`;
	const check = object(card === 'leads' ? WITH_COLOR : FIELDS);
	return [
		{
			method: 'GET',
			path,
			run: (call) =>
				answerList(call, {
					models: call.account.collection(path.slice(1)).all(),
					path,
					key: 'tags',
					rules: {
						filters: { name: oneName, id: numbers('id') },
						searchIn: ({ name }) => [String(name)],
					},
					present: (_call, model) => ({ ...model }),
				}),
		},
		{
			method: 'POST',
			path,
			run(call) {
				const tags = readBatch(call, { check, mode: 'create' }).map(({ requestId, value }) => {
					const color = (value.color ?? null) as string | null;
					const tag = tagByName(call.account, card, String(value.name), color);
					return { ...tag, request_id: requestId };
				});
				return hal({ _total_items: tags.length, _embedded: { tags } });
			},
		},
	];
}

export const allTagEndpoints: Endpoint[] = (
	['leads', 'contacts', 'companies', 'customers'] as const
).flatMap(tagEndpoints);
