import type { EmulatorClient } from '../../emulator/client';
import type { Integration, LogEntry } from '../../emulator/types';

const TOKEN_PATH = '/oauth2/access_token';

/** What goes over the emulator's wires from here on. */
export class Traffic {
	private constructor(
		private readonly emulator: EmulatorClient,
		private readonly since: number,
	) {}

	static async watch(emulator: EmulatorClient): Promise<Traffic> {
		const last = (await emulator.log()).at(-1);
		return new Traffic(emulator, last === undefined ? 0 : last.index + 1);
	}

	async all(): Promise<LogEntry[]> {
		return await this.emulator.log({ since: this.since });
	}

	/**
	 * What names this integration or carries one of its tokens, and what was refused on its way: the workflows of
	 * other tests go on meanwhile, such as a code that is tried again.
	 */
	async of({ id }: Integration): Promise<LogEntry[]> {
		return (await this.all()).filter(
			(entry) =>
				entry.kind === 'refused' || entry.integrationId === id || wholeText(entry).includes(id),
		);
	}

	async tokenRequests(host: string): Promise<Array<Record<string, string>>> {
		const entries = await this.emulator.log({ since: this.since, host, path: TOKEN_PATH });
		return entries.map(tokenBody);
	}
}

/** n8n itself sends a form, the package JSON. */
export function tokenBody({ body }: LogEntry): Record<string, string> {
	if (!body.startsWith('{')) return Object.fromEntries(new URLSearchParams(body));
	return JSON.parse(body) as Record<string, string>;
}

/** Everything of a message that could carry a secret. */
export function wholeText({ host, path, query, headers, body }: LogEntry): string {
	return JSON.stringify([host, path, query, headers]) + body;
}
