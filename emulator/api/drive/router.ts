import { Refusal, type IncomingCall, type Reply } from '../../net/message';
import { UPLOAD_PATH } from '../../net/hosts';
import type { World } from '../../state/world';
import type { LogEntry } from '../../types';
import { refuse } from '../kit';
import { makeRoutes } from '../routes';
import { bearerOf, serve, type Api } from '../serve';
import { fileEndpoints } from './files';
import { takePart, uploadEndpoints } from './uploads';
import { filesOf, versionsOf } from './versions';

/** `https://drive-….<amocrm>`: files have hosts of their own. amocrm.ru/developers: files/files-api. */
const API: Api = {
	root: '/v1.0',
	scope: 'files',
	routes: makeRoutes([...uploadEndpoints, ...fileEndpoints]),
};

const DOWNLOAD = /^\/download\/([^/]+)\/([^/]+)\/(?:([^/]+)\/)?[^/]+$/;

/** Whoever has the link gets the bytes. */
function download(world: World, { path }: IncomingCall): Reply {
	const [, accountUuid = '', fileUuid, versionUuid] = DOWNLOAD.exec(path) ?? [];
	const account = world.accountOf(accountUuid);
	const file = account && filesOf(account).get(fileUuid);
	const version = file && versionsOf(account, fileUuid).get(versionUuid ?? file.version_uuid);
	const bytes = version && account.drive.contents.get(String(version.id));
	if (!bytes) throw refuse(404, 'File not found');
	const { mime_type: type } = version.metadata as { mime_type: string };
	const headers = { 'content-type': type || 'application/octet-stream' };
	return { status: 200, headers, body: '', bytes };
}

function answer(world: World, call: IncomingCall, entry: LogEntry): Reply {
	if (call.path.startsWith(UPLOAD_PATH)) return takePart(world, call, entry);
	if (DOWNLOAD.test(call.path)) return download(world, call);
	if (!call.path.startsWith(`${API.root}/`)) throw refuse(404, 'Not found');
	const account = world.accountById(bearerOf(world, call).accountId);
	if (account?.driveHost !== call.host) throw refuse(401, 'The account has its files elsewhere');
	return serve(world, API, account, call, entry);
}

/** The drive speaks plain JSON, of its troubles too. */
function inPlainJson(reply: Reply): Reply {
	const { 'content-type': type = '' } = reply.headers;
	if (!/\+json$/.test(type)) return reply;
	return { ...reply, headers: { ...reply.headers, 'content-type': 'application/json' } };
}

export function answerDrive(world: World, call: IncomingCall, entry: LogEntry): Reply {
	try {
		return inPlainJson(answer(world, call, entry));
	} catch (error) {
		throw error instanceof Refusal ? new Refusal(inPlainJson(error.reply)) : error;
	}
}
