import { type Entity, locate } from '../../factories/entity';
import { listOperation } from '../../factories/readOperations';
import { file, simplifyFile } from './file';

/** Every upload of a file; the newest comes first. */
const version: Entity = {
	name: 'fileVersion',
	singular: 'version',
	plural: 'versions of a file',
	path: `${file.path}/{file}/versions`,
	collection: 'versions',
	parents: [locate(file)],
	key: 'uuid',
	pageSize: 'whole',
	simplify: simplifyFile,
};

/** @see https://www.amocrm.ru/developers/content/files/files-api */
export const getVersions = {
	...listOperation(version),
	name: 'getVersions',
	displayName: 'Get Versions',
	description: 'Retrieve the versions of a file, of which the newest comes first',
	action: 'Get versions of a file',
};
