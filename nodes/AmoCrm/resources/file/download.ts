import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import { settle } from '../../../shared/settle';
import { AmoCrmProblem } from '../../../shared/problem';
import { textParameter } from '../../factories/input';
import { existing, missing } from '../../factories/missing';
import { eachItem, type AccountOperation, type Item, offersOf } from '../../factories/operation';
import { ownPart, fill, gapsOf, propertiesOf } from '../../factories/entity';
import { downloadLink, file, fileName, simplifyFile, type FileModel } from './file';

const PATH = `${file.path}/{id}`;
const parts = [ownPart(file)];

const properties: INodeProperties[] = [
	...propertiesOf(parts),
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		description: 'Name of the binary field of the output item that gets the file',
	},
	{
		displayName: 'Version UUID',
		name: 'versionUuid',
		type: 'string',
		default: '',
		description: 'An earlier version of the file; the present one where left out',
	},
];

interface Versions extends IDataObject {
	_embedded?: { versions?: FileModel[] };
}

/** The file, or the version of it that the item names. */
async function find(session: AccountSession, item: Item): Promise<FileModel> {
	const gaps = gapsOf(parts, item);
	const version = textParameter(item, 'versionUuid', 'Version UUID');
	const get = async <T>(path: string) =>
		await existing(
			session,
			file,
			gaps.id,
			session.request<T>({ method: 'GET', path: fill(path, gaps) }),
		);
	if (version === '') return await get<FileModel>(PATH);
	const { _embedded } = await get<Versions>(`${PATH}/versions`);
	const found = _embedded?.versions?.find(({ uuid }) => uuid === version);
	if (found) return found;
	throw missing(session, { ...file, singular: 'version' }, version);
}

/** The stream breaks where the connection does. */
const broken = (domain: string, { message }: Error) =>
	new AmoCrmProblem('unreachable', `The drive of ${domain} stopped in the middle of the file.`, {
		hint: 'Check the network of the machine that n8n runs on, and try again.',
		detail: message,
		speaker: 'n8n',
	});

export const download: AccountOperation = {
	name: 'download',
	displayName: 'Download',
	description: 'Fetch a file from the file storage of the account as binary data',
	action: 'Download a file',
	api: `GET ${PATH}`,
	properties,
	offers: offersOf(parts),
	run: (session, items, { helpers }) =>
		eachItem(items, async (item) => {
			const found = await find(session, item);
			const stream = await session.bytes.open(String(downloadLink(found)));
			const mimeType = found.metadata?.mime_type || undefined;
			const kept = await settle(helpers.prepareBinaryData(stream, fileName(found), mimeType));
			if (!kept.ok) throw broken(session.domain, kept.error as Error);
			const field = item.parameter<string>('binaryPropertyName');
			return { output: [simplifyFile(found)], binary: { [field]: kept.value } };
		}),
};
