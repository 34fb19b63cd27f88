import type { IDataObject } from 'n8n-workflow';

import { existing } from '../../factories/missing';
import { perItem, type AccountOperation, offersOf } from '../../factories/operation';
import { ownPart, fill, gapsOf, propertiesOf } from '../../factories/entity';
import { file } from './file';

const PATH = '/api/v4/files/{id}/links';
const parts = [ownPart(file)];

/** The cards that a file hangs on. */
export const getLinks: AccountOperation = {
	name: 'getLinks',
	displayName: 'Get Linked Cards',
	description: 'Retrieve the leads, contacts, companies and customers that a file is attached to',
	action: 'Get the cards of a file',
	api: `GET ${PATH}`,
	properties: propertiesOf(parts),
	offers: offersOf(parts),
	run: (session, items) =>
		perItem(items, async (item) => {
			const gaps = gapsOf(parts, item);
			const asked = session.request<{ entities?: IDataObject[] | null }>({
				method: 'GET',
				path: fill(PATH, gaps),
			});
			return (await existing(session, file, gaps.id, asked)).entities ?? [];
		}),
};
