import { randomBytes } from 'node:crypto';
import { readBatch } from './batch';
import { choice, existing, must, object, pattern } from './checks';
import { hal, self, type Endpoint } from './kit';

/** amocrm.ru/developers: crm/short_links. */
const CHECK = object({
	url: must(pattern(/^https?:\/\/[^\s/]+\S*$/)),
	metadata: must(
		object({ entity_type: must(choice('contacts')), entity_id: must(existing('contacts')) }),
	),
});

export const shortLinkEndpoints: Endpoint[] = [
	{
		method: 'POST',
		path: '/short_links',
		run(call) {
			const items = readBatch(call, { check: CHECK, mode: 'create' });
			const short_links = items.map(({ value: { metadata } }) => ({
				url: `https://amo.sh/${randomBytes(6).toString('hex').toUpperCase()}`,
				account_id: call.account.info.id,
				metadata,
			}));
			return hal({ _links: self(call, '/short_links'), _embedded: { short_links } });
		},
	},
];
