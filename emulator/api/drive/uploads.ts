import { json, type IncomingCall, type Reply } from '../../net/message';
import { UPLOAD_PATH } from '../../net/hosts';
import type { AccountState } from '../../state/account';
import { accountIdIn, receivedOf, type Upload } from '../../state/drive';
import type { World } from '../../state/world';
import type { LogEntry } from '../../types';
import { readOne } from '../batch';
import { existingFile, flag, integer, must, object, text } from '../checks';
import { refuse, type ApiCall, type Endpoint } from '../kit';
import { admit } from '../serve';
import { presentFile } from './present';
import { finish } from './versions';

/** How bytes come onto the drive. amocrm.ru/developers: files/files-api. */
const MAX_FILE = 314_572_800;
const MAX_PART = 524_288;
const SESSION_LIFE = 24 * 60 * 60;

const CHECK = object({
	file_name: must(text({ min: 1 })),
	file_size: must(integer({ min: 1, max: MAX_FILE })),
	content_type: text(),
	file_uuid: existingFile,
	with_preview: flag,
});

function addressOf({ driveHost, info, drive }: AccountState, upload: Upload): string {
	return `https://${driveHost}${UPLOAD_PATH}${drive.expect(info.id, upload)}`;
}

function open({ account, ...call }: ApiCall) {
	const { value } = readOne({ account, ...call }, { check: CHECK, mode: 'create' });
	const upload: Upload = {
		sessionId: account.ids.take('session'),
		integrationId: call.integrationId,
		userId: call.userId,
		fileName: String(value.file_name),
		fileSize: Number(value.file_size),
		contentType: String(value.content_type ?? ''),
		fileUuid: value.file_uuid as string | undefined,
		expiresAt: call.now + SESSION_LIFE,
		parts: [],
	};
	return json(200, {
		max_file_size: MAX_FILE,
		max_part_size: MAX_PART,
		session_id: upload.sessionId,
		upload_url: addressOf(account, upload),
	});
}

export const uploadEndpoints: Endpoint[] = [{ method: 'POST', path: '/sessions', run: open }];

/** A part goes to the address that the part before it answered; whoever knows the address may send it. */
export function takePart(world: World, call: IncomingCall, entry: LogEntry): Reply {
	const token = call.path.slice(UPLOAD_PATH.length);
	const account = world.accountById(accountIdIn(token));
	const upload = account?.drive.upload(token);
	const now = world.clock.seconds();
	if (!account || !upload || upload.expiresAt <= now) throw refuse(404, 'Session not found');
	if (call.method !== 'POST') throw refuse(405, `${call.method} is not allowed here`);
	Object.assign(entry, { accountId: account.info.id, integrationId: upload.integrationId });
	admit(world, upload.integrationId, account.info.id);
	upload.parts.push(checkPart(upload, call.bytes));
	account.drive.forget(token);
	if (receivedOf(upload) < upload.fileSize) {
		return json(200, { next_url: addressOf(account, upload), session_id: upload.sessionId });
	}
	return json(200, presentFile(account, finish(account, upload, now)));
}

function checkPart(upload: Upload, part: Buffer = Buffer.alloc(0)): Buffer {
	if (part.length === 0) throw refuse(400, 'The part is empty');
	if (part.length > MAX_PART) throw refuse(400, `A part has at most ${MAX_PART} bytes`);
	if (receivedOf(upload) + part.length > upload.fileSize) {
		throw refuse(400, 'The parts are longer than the file');
	}
	return part;
}
