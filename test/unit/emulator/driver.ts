import { Writer, type Answer } from './support';
import type { Platform } from '../../../emulator/types';

export interface Shown extends Record<string, unknown> {
	uuid: string;
	version_uuid: string;
	_links: Record<'download' | 'download_version' | 'self', { href: string }>;
}

export interface Page {
	_count: number;
	_links?: Record<'self' | 'next', { href: string } | undefined>;
	_embedded: { files: Shown[]; versions: Shown[] };
}

export interface Session {
	session_id: number;
	upload_url: string;
	next_url: string;
	max_file_size: number;
	max_part_size: number;
}

/** A writer who may use the drive. */
export class Driver extends Writer {
	override async begin(
		platform?: Platform,
		timeZone?: string,
		scopes = ['crm', 'files', 'files_delete'],
	) {
		await this.town.begin(platform, timeZone);
		await this.town.control.updateIntegration(this.town.integration.id, { scopes });
		this.token = (await this.town.connect()).access_token;
	}

	/** Below `/v1.0` of the account's drive. */
	drive = async <T = Record<string, unknown>>(method: string, path: string, body?: unknown) => {
		const host = this.town.account.platform === 'kommo' ? 'drive-c.kommo.com' : 'drive-b.amocrm.ru';
		await this.town.control.resetLimits();
		const { token } = this;
		return await this.town.ask<T>(method, `https://${host}/v1.0${path}`, { token, body });
	};

	begun = async (session: Record<string, unknown>) =>
		(await this.drive<Session>('POST', '/sessions', session)).json;

	send = async <T = Session>(address: string, bytes: Buffer): Promise<Answer<T>> => {
		await this.town.control.resetLimits();
		return await this.town.ask<T>('POST', address, { bytes });
	};

	upload = async (
		name: string,
		content: Buffer | string = name,
		more: Record<string, unknown> = {},
	) => {
		const bytes = Buffer.from(content);
		const { upload_url } = await this.begun({
			file_name: name,
			file_size: bytes.length,
			...more,
		});
		return (await this.send<Shown>(upload_url, bytes)).json;
	};

	download = async (address: string) => await this.town.ask('GET', address);
}
