import { authorizeUrl, type Platform } from '../address';

/** The page on which a person gives the integration access. */
export function installLink(platform: Platform, clientId: string, state: string): string {
	const link = new URL(authorizeUrl(platform));
	link.searchParams.set('client_id', clientId);
	link.searchParams.set('state', state);
	link.searchParams.set('mode', 'post_message');
	return link.href;
}
