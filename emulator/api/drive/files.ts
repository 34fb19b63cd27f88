import { json, type Reply } from '../../net/message';
import type { Model } from '../../state/collection';
import { readBatch, readOne } from '../batch';
import { existingFile, must, object, text, uuid } from '../checks';
import { isRecord, noContent, refuse, type ApiCall, type Endpoint } from '../kit';
import { answerList } from '../list';
import { DRIVE_FILTERS } from './filters';
import { presentFile, presentListed, presentVersion } from './present';
import { filesOf, makeMain, restore, sanitized, touchFile, trash, versionsOf } from './versions';

/** What is on the drive. amocrm.ru/developers: files/files-api. */
const TRASH_LIFE = 30 * 24 * 60 * 60;

const isGone = ({ now }: ApiCall, { deleted_at: at }: Model): boolean =>
	typeof at === 'number' && at + TRASH_LIFE <= now;

const known = (call: ApiCall): Model[] =>
	filesOf(call.account)
		.all()
		.filter((file) => !isGone(call, file));

function list(call: ApiCall): Reply {
	const wantsTrash = isRecord(call.query.filter) && call.query.filter.deleted !== undefined;
	return answerList(call, {
		models: known(call).filter(({ is_trashed }) => is_trashed === wantsTrash),
		path: '/files',
		key: 'files',
		rules: { filters: DRIVE_FILTERS, counted: true },
		present: ({ account }, file) => presentListed(account, file),
	});
}

function fileAt(call: ApiCall): Model {
	const file = known(call).find(({ id }) => id === call.params.uuid);
	if (!file) throw refuse(404, 'File not found');
	return file;
}

const answerFile = ({ account }: ApiCall, file: Model) => json(200, presentFile(account, file));

function listVersions(call: ApiCall): Reply {
	const { account } = call;
	const versions = versionsOf(account, fileAt(call).id).all().reverse();
	const self = { href: `https://${call.host}${call.path}` };
	return json(200, {
		_count: versions.length,
		_links: { self },
		_embedded: { versions: versions.map((version) => presentVersion(account, version)) },
	});
}

const CHANGE = object({ name: text({ min: 1 }), version_uuid: uuid });

/** Another name, or another of its versions. */
function change(call: ApiCall): Reply {
	const { account, userId, now } = call;
	const file = fileAt(call);
	const { name, version_uuid } = readOne(call, { check: CHANGE, mode: 'update' }).value;
	if (name !== undefined && version_uuid !== undefined) {
		throw refuse(400, 'Either name or version_uuid can be given');
	}
	const main = versionsOf(account, file.id).get(version_uuid ?? file.version_uuid);
	if (!main) throw refuse(400, 'The file has no such version');
	if (name !== undefined) Object.assign(main, { name, sanitized_name: sanitized(String(name)) });
	makeMain(account, file, main);
	touchFile(file, userId, now);
	return answerFile(call, file);
}

const NAMED = object({ uuid: must(existingFile) });

const named = (call: ApiCall): Model[] =>
	readBatch(call, { check: NAMED, mode: 'update' }).map(
		({ value }) => filesOf(call.account).get(value.uuid) as Model,
	);

function remove(call: ApiCall): Reply {
	for (const file of named(call)) trash(file, call.userId, call.now);
	return call.account.info.platform === 'kommo' ? json(200, {}) : noContent();
}

function bringBack(call: ApiCall): Reply {
	const files = named(call);
	files.forEach(restore);
	const shown = files.map((file) => presentListed(call.account, file));
	return json(200, { _count: files.length, _embedded: { files: shown } });
}

export const fileEndpoints: Endpoint[] = [
	{ method: 'GET', path: '/files', run: list },
	{ method: 'DELETE', path: '/files', scope: 'files_delete', run: remove },
	{ method: 'POST', path: '/files/restore', run: bringBack },
	{ method: 'GET', path: '/files/:uuid*', run: (call) => answerFile(call, fileAt(call)) },
	{ method: 'PATCH', path: '/files/:uuid*', run: change },
	{ method: 'GET', path: '/files/:uuid*/versions', run: listVersions },
];
