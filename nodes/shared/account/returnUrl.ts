import { settle } from '../settle';
import { AmoCrmProblem } from '../problem';

const PATH = /^\/api\/v4\/(?:salesbot|marketingbot)\/\d+\/continue\/[\w-]+$/;

const parse = async (text: string) => new URL(text);

/**
 * The path at which a bot waits. The address comes from outside, so nothing of it is taken but this one path
 * of the account's own host.
 * @throws AmoCrmProblem `badInput`
 */
export async function returnPath(domain: string, address: string): Promise<string> {
	const parsed = await settle(parse(address.trim()));
	if (parsed.ok) {
		const { protocol, host, pathname, search, username } = parsed.value;
		const isOwn = protocol === 'https:' && host === domain && username === '';
		if (isOwn && search === '' && PATH.test(pathname)) return pathname;
	}
	throw new AmoCrmProblem(
		'badInput',
		`"${address.slice(0, 80)}" is not an address at which a bot of the account ${domain} waits.`,
		{
			hint: 'Give the return_url that amoCRM sent with the call of the widget, whole and unchanged.',
		},
	);
}
