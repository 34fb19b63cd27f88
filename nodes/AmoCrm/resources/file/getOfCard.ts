import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import { cardParts, cardType } from '../../cards/anyCard';
import { fill, gapsOf, type Gaps, propertiesOf } from '../../factories/entity';
import { flagOf } from '../../factories/input';
import { readList, tellOnce, type Tell } from '../../factories/list';
import { limitOf, listParameters, outputParameters } from '../../factories/listParameters';
import { inside } from '../../factories/missing';
import { offersOf, readEach, type AccountOperation, type Item } from '../../factories/operation';
import { showers } from '../../factories/readOperations';
import { file } from './file';
import { uuids } from './getAll';

const PATH = '/api/v4/{cardType}/{card}/files';
const parts = cardParts(cardType);

/** What amoCRM gives where no limit is asked for; it documents no larger one. */
const PAGE_SIZE = 50;

const details: INodeProperties = {
	displayName: 'Include Details',
	name: 'details',
	type: 'boolean',
	default: true,
	description:
		'Whether to read the name, size and download link of each file too, which takes one more request; else only its UUID comes out',
};

/** That a file hangs on a card. */
interface FileLink extends IDataObject {
	id: number;
	file_uuid: string;
}

interface Page {
	_embedded?: { files?: FileLink[] };
}

/** The newest first; instead of pages amoCRM gives what is older than a link. */
async function readLinks(session: AccountSession, gaps: Gaps, limit: number): Promise<FileLink[]> {
	const links: FileLink[] = [];
	let oldest: number | undefined;
	while (links.length < limit) {
		const most = Math.min(PAGE_SIZE, limit - links.length);
		const query = { limit: most, before_id: oldest };
		const asked = session.request<Page>({ method: 'GET', path: fill(PATH, gaps), query });
		const answer = await inside(session, PATH, parts, gaps, asked);
		const page = answer?._embedded?.files ?? [];
		links.push(...page);
		const next = Math.min(...page.map(({ id }) => id));
		if (page.length < most || next >= (oldest ?? Infinity)) break;
		oldest = next;
	}
	return links;
}

/** With what the drive knows of the files; it tells nothing of those in the trash. */
async function withDetails(session: AccountSession, links: FileLink[], item: Item, tell: Tell) {
	if (links.length === 0) return [];
	const { zone } = item;
	const wanted = await uuids.read(
		links.map(({ file_uuid }) => file_uuid),
		{ session, gaps: {}, zone },
	);
	const files = await readList(
		session,
		{ ...file, identify: ({ uuid }) => uuid },
		{ query: {}, criteria: [wanted], limit: Infinity, show: (found) => found },
		tell,
	);
	const known = new Map(files.map((one) => [one.uuid, one]));
	return links.map((link) => ({ ...link, ...known.get(link.file_uuid) }));
}

/** @see https://www.amocrm.ru/developers/content/files/files-api */
export const getOfCard: AccountOperation = {
	name: 'getOfCard',
	displayName: 'Get Files of Card',
	description: 'Retrieve the files of a lead, contact, company or customer',
	action: 'Get files of a card',
	api: `GET ${PATH}`,
	properties: [...propertiesOf(parts), ...listParameters, details, ...outputParameters],
	offers: offersOf(parts),
	run: async (session, items, functions) => {
		const tell = tellOnce(functions);
		const showing = showers(session, file);
		return await readEach(items, async (item) => {
			const links = await readLinks(session, gapsOf(parts, item), limitOf(item));
			const found = flagOf(item, details) ? await withDetails(session, links, item, tell) : links;
			const { look, show } = showing(item);
			await look?.(found);
			return found.map(show);
		});
	},
};
