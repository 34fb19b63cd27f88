import { omit } from 'lodash';
import type { AccountState } from '../../state/account';
import type { Model } from '../../state/collection';

/** Files and versions as they are read. amocrm.ru/developers: files/files-api. */
function fileName({ sanitized_name, metadata }: Model): string {
	const { extension } = metadata as { extension: string };
	return extension === '' ? String(sanitized_name) : `${String(sanitized_name)}.${extension}`;
}

/** Where the bytes can be fetched, by whoever knows the address. */
function downloadLink({ driveHost, uuid }: AccountState, model: Model, ...uuids: unknown[]) {
	return { href: `https://${driveHost}/download/${[uuid, ...uuids, fileName(model)].join('/')}` };
}

export function presentFile(account: AccountState, file: Model) {
	return {
		...omit(file, 'id'),
		uuid: file.id,
		_links: {
			download: downloadLink(account, file, file.id),
			download_version: downloadLink(account, file, file.id, file.version_uuid),
			self: { href: `https://${account.driveHost}/v1.0/files/${file.id}` },
		},
	};
}

/** In lists, files do not tell how they came. */
export const presentListed = (account: AccountState, file: Model) =>
	omit(presentFile(account, file), 'session_id');

export function presentVersion(account: AccountState, version: Model) {
	const { id, file_uuid: fileUuid } = version;
	const self = `https://${account.driveHost}/v1.0/files/${String(fileUuid)}/versions/${id}`;
	return {
		...omit(version, 'id'),
		uuid: id,
		_links: { download: downloadLink(account, version, fileUuid, id), self: { href: self } },
	};
}
