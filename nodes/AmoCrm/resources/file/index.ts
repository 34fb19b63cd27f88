import { inAccount } from '../inAccount';
import { attach } from './attach';
import { remove } from './delete';
import { detach } from './detach';
import { download } from './download';
import { get } from './get';
import { getAll } from './getAll';
import { getLinks } from './getLinks';
import { restore } from './restore';
import { needing } from './scope';
import { update } from './update';
import { upload } from './upload';

export const fileResource = inAccount({
	name: 'file',
	displayName: 'File',
	operations: [
		...[attach, detach, download, get, getAll, getLinks, restore, update, upload].map(
			needing('files'),
		),
		needing('files_delete')(remove),
	],
});
