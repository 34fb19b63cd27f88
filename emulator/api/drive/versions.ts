import { randomUUID } from 'node:crypto';
import { pick } from 'lodash';
import type { AccountState } from '../../state/account';
import type { Collection, Model } from '../../state/collection';
import type { Upload } from '../../state/drive';

/** How files and their versions are kept: a file looks like its main version. amocrm.ru/developers: files/files-api. */
const FROM_VERSION = [
	'type',
	'name',
	'sanitized_name',
	'size',
	'metadata',
	'previews',
	'source_id',
];

const DOCUMENT = /^(text\/|application\/(pdf|msword|rtf|vnd\.))/;

function typeOf(mime: string): string {
	const [family] = mime.split('/');
	if (['image', 'video', 'audio'].includes(family)) return family;
	return DOCUMENT.test(mime) ? 'document' : 'file';
}

export const sanitized = (name: string): string =>
	name.normalize('NFKD').replace(/[^a-z0-9-]+/gi, '-');

export const filesOf = (account: AccountState): Collection => account.collection('files');

export const versionsOf = (account: AccountState, fileUuid: unknown): Collection =>
	account.collection(`files/${String(fileUuid)}/versions`);

const byUser = (id: number) => ({ type: 'internal', id });

function makeVersion(upload: Upload, fileUuid: string, now: number): Model {
	const [, name = upload.fileName, extension = ''] = /^(.+)\.([^.]+)$/.exec(upload.fileName) ?? [];
	return {
		id: randomUUID(),
		file_uuid: fileUuid,
		is_main: true,
		name,
		sanitized_name: sanitized(name),
		size: upload.fileSize,
		type: typeOf(upload.contentType),
		source_id: null,
		metadata: { extension, mime_type: upload.contentType },
		previews: null,
		created_at: now,
		created_by: byUser(upload.userId),
		updated_at: now,
		updated_by: byUser(upload.userId),
	};
}

function makeFile(uuid: string, userId: number, now: number): Model {
	return {
		id: uuid,
		is_trashed: false,
		has_multiple_versions: false,
		created_at: now,
		created_by: byUser(userId),
		deleted_at: null,
		deleted_by: null,
	};
}

export function touchFile(file: Model, userId: number, now: number): void {
	Object.assign(file, { updated_at: now, updated_by: byUser(userId) });
}

export function trash(file: Model, userId: number, now: number): void {
	Object.assign(file, { is_trashed: true, deleted_at: now, deleted_by: byUser(userId) });
}

export function restore(file: Model): void {
	Object.assign(file, { is_trashed: false, deleted_at: null, deleted_by: null });
}

/** Makes this the version that the file shows. */
export function makeMain(account: AccountState, file: Model, main: Model): void {
	const versions = versionsOf(account, file.id).all();
	for (const version of versions) version.is_main = version === main;
	Object.assign(file, pick(main, FROM_VERSION), {
		version_uuid: main.id,
		has_multiple_versions: versions.length > 1,
	});
}

/** What all parts together make: a new file, or a new version of one. */
export function finish(account: AccountState, upload: Upload, now: number): Model {
	const uuid = upload.fileUuid ?? randomUUID();
	const files = filesOf(account);
	const file = files.get(uuid) ?? files.insert(makeFile(uuid, upload.userId, now));
	const version = versionsOf(account, uuid).insert(makeVersion(upload, uuid, now));
	account.drive.contents.set(String(version.id), Buffer.concat(upload.parts));
	makeMain(account, file, version);
	touchFile(file, upload.userId, now);
	file.session_id = upload.sessionId;
	return file;
}
