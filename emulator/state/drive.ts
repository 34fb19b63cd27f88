import { randomBytes } from 'node:crypto';

/** A file that is on its way, part by part. amocrm.ru/developers: files/files-api. */
export interface Upload {
	sessionId: number;
	integrationId: string;
	userId: number;
	fileName: string;
	fileSize: number;
	contentType: string;
	/** The file of which this becomes a new version. */
	fileUuid?: string;
	expiresAt: number;
	parts: Buffer[];
}

export const receivedOf = ({ parts }: Upload): number =>
	parts.reduce((sum, part) => sum + part.length, 0);

/** The bytes of an account's files; what is known about them is kept in its collections. */
export class Drive {
	/** By the uuid of the version. */
	readonly contents = new Map<string, Buffer>();
	/** By the token for the next part: each part has its own. */
	private readonly uploads = new Map<string, Upload>();

	/** Where the next part goes. */
	expect(accountId: number, upload: Upload): string {
		const token = `${accountId}-${randomBytes(32).toString('hex')}`;
		this.uploads.set(token, upload);
		return token;
	}

	upload(token: string): Upload | undefined {
		return this.uploads.get(token);
	}

	forget(token: string): void {
		this.uploads.delete(token);
	}
}

/** Whose drive a part is for. */
export const accountIdIn = (token: string): number => Number(token.split('-')[0]);
