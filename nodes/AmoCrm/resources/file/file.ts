import type { IDataObject } from 'n8n-workflow';

import { type Entity, textId } from '../../factories/entity';
import { plain } from '../../factories/plain';

/** A file, or one of its versions, as amoCRM tells of it. */
export interface FileModel extends IDataObject {
	uuid?: string;
	name?: string;
	metadata?: { extension?: string; mime_type?: string } | null;
	_links?: { download?: { href?: string } };
}

export const downloadLink = ({ _links }: FileModel) => _links?.download?.href;

/** `plan.txt`: amoCRM keeps the ending apart. */
export const fileName = ({ uuid, name, metadata }: FileModel): string =>
	[name || uuid, metadata?.extension].filter(Boolean).join('.');

/** Where it can be fetched is the one link that people want. */
export function simplifyFile(model: FileModel): IDataObject {
	const link = downloadLink(model);
	return link ? { ...plain(model), download_url: link } : plain(model);
}

/** amoCRM looks only at whether it is asked for. */
export const IN_TRASH = { 'filter[deleted]': 1 };

/** @see https://www.amocrm.ru/developers/content/files/files-api */
export const file: Entity = {
	name: 'file',
	singular: 'file',
	plural: 'files',
	path: '/v1.0/files',
	collection: 'files',
	id: { ...textId, example: '367b9f38-5f01-4cea-947e-dfab47aea522' },
	key: 'uuid',
	label: fileName,
	simplify: simplifyFile,
};
