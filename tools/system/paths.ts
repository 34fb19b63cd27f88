import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageName } from './manifest';

/** The checkout. */
export const root = resolve(__dirname, '..', '..');

function userCacheFolder(): string {
	if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
	if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
	if (process.platform === 'win32' && process.env.LOCALAPPDATA) return process.env.LOCALAPPDATA;
	return join(homedir(), '.cache');
}

/** Where big things are kept between runs and between checkouts. */
export function cacheFolder(): string {
	return join(userCacheFolder(), packageName);
}
