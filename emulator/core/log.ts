import type { LogEntry } from '../types';

const MAX_ENTRIES = 200_000;
const MAX_BODY = 64 * 1024;

export interface LogQuery {
	/** Entries with this index and later ones. */
	since?: number;
	kind?: LogEntry['kind'];
	host?: string;
	/** A prefix. */
	path?: string;
}

/** Everything that reached the emulator or left it, in order of arrival. */
export class RequestLog {
	private entries: LogEntry[] = [];
	private nextIndex = 0;

	/** The entry stays open: its status is filled in when the answer leaves. */
	add(entry: Omit<LogEntry, 'index' | 'at'>): LogEntry {
		const kept: LogEntry = { index: this.nextIndex++, at: Date.now(), ...entry };
		kept.body = entry.body.slice(0, MAX_BODY);
		this.entries.push(kept);
		if (this.entries.length > MAX_ENTRIES) this.entries = this.entries.slice(MAX_ENTRIES / 10);
		return kept;
	}

	find({ since = 0, kind, host, path }: LogQuery): LogEntry[] {
		return this.entries.filter(
			(entry) =>
				entry.index >= since &&
				(!kind || entry.kind === kind) &&
				(!host || entry.host === host) &&
				(!path || entry.path.startsWith(path)),
		);
	}

	/** Indexes go on counting, so that an older `since` stays meaningful. */
	clear(): void {
		this.entries = [];
	}
}
