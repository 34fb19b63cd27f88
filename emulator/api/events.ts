import { startCase } from 'lodash';
import { EVENT_FILTERS } from './eventFilters';
import { pluralOf, pointer } from './entities';
import { EVENT_TYPES } from './eventTypes';
import { hal, noContent, refuse, self, type ApiCall, type Endpoint, type Present } from './kit';
import { answerList, readWith, type ListRules } from './list';

/** amocrm.ru/developers: crm/events-and-notes; Kommo gives more of them at once. */
const WITHS = [
	'contact_name',
	'lead_name',
	'company_name',
	'customer_name',
	'catalog_element_name',
	'catalog_name',
	'note',
];

const rulesFor = ({ account }: ApiCall): ListRules => ({
	filters: EVENT_FILTERS,
	withs: WITHS,
	maxLimit: account.info.platform === 'kommo' ? 250 : 100,
});

const present: Present = (call, event, withs) => {
	const entity = String(event.entity_type);
	const plural = pluralOf(entity);
	const held = plural && call.account.collection(plural).get(event.entity_id);
	return {
		...event,
		_links: self(call, `/events/${String(event.id)}`),
		_embedded: {
			entity: {
				...(plural ? pointer(call, plural, event.entity_id) : { id: event.entity_id }),
				...(withs.has(`${entity}_name`) && held ? { name: held.name } : {}),
			},
		},
	};
};

const LANGUAGES = ['en', 'es', 'ru', 'pt'];

/** Guess: the names. They only show in which language they were asked for. */
function listTypes(call: ApiCall) {
	const { language_code: asked, ...others } = call.query;
	const language = asked ?? call.account.info.language;
	if (Object.keys(others).length > 0 || !LANGUAGES.includes(String(language))) {
		throw refuse(400, `Only language_code is taken here: ${LANGUAGES.join(', ')}`);
	}
	return hal({
		_total_items: EVENT_TYPES.length,
		_links: self(call, '/events/types'),
		_embedded: {
			events_types: EVENT_TYPES.map((key, index) => ({
				key,
				type: index + 1,
				lang: `${startCase(key)} (${String(language)})`,
			})),
		},
	});
}

export const eventEndpoints: Endpoint[] = [
	{ method: 'GET', path: '/events/types', run: listTypes },
	{
		method: 'GET',
		path: '/events',
		run: (call) =>
			answerList(call, {
				models: call.account.collection('events').all(),
				path: '/events',
				key: 'events',
				rules: rulesFor(call),
				present,
			}),
	},
	{
		method: 'GET',
		path: '/events/:id*',
		run(call) {
			const withs = readWith(call, rulesFor(call));
			const event = call.account.collection('events').get(call.params.id);
			return event ? hal(present(call, event, withs)) : noContent();
		},
	},
];
