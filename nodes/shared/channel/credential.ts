import type { Platform } from '../address';
import { AmoCrmProblem } from '../problem';
import { settle } from '../settle';

/** Name of the credential of a chat channel. */
export const CHANNEL_CREDENTIAL = 'amoCrmChatChannelApi';

/** A chat channel of the builder's own, as amoCRM's support registered it. */
export interface ChatChannel {
	channelId: string;
	channelSecret: string;
	/** Of the channel's bot, as whom integrations write; empty if it is not known. */
	botId: string;
	platform: Platform;
}

/** Where the chats of a platform are. */
const HOSTS: Record<Platform, string> = {
	amocrm: 'amojo.amocrm.ru',
	kommo: 'amojo.kommo.com',
};

export const chatHostOf = ({ platform }: Pick<ChatChannel, 'platform'>): string => HOSTS[platform];

/** The hosts that a channel's secret may sign for. */
export const CHAT_HOSTS = [...Object.values(HOSTS), 'amojo.amocrm.com'];

/** A channel, a scope and an account have ids of this form. */
export const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

interface CredentialFunctions {
	getCredentials(type: string): Promise<object>;
}

const SEE_REGISTRATION = "amoCRM's support sent it when it registered the channel.";

function lacking(name: string): AmoCrmProblem {
	return new AmoCrmProblem(
		'missingCredential',
		`The credential of the chat channel has no ${name}.`,
		{ hint: SEE_REGISTRATION },
	);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * Reads the credential of the channel.
 * @throws AmoCrmProblem `missingCredential`, `badInput`
 */
export async function readChannel(functions: CredentialFunctions): Promise<ChatChannel> {
	const read = await settle(functions.getCredentials(CHANNEL_CREDENTIAL));
	if (!read.ok) {
		throw new AmoCrmProblem('missingCredential', 'No chat channel was chosen.', {
			hint: 'Choose the credential of your channel (amoCRM Chat Channel API) in this node.',
		});
	}
	const given = read.value as Partial<Record<keyof ChatChannel, unknown>>;
	const channelId = textOf(given.channelId).toLowerCase();
	const channelSecret = textOf(given.channelSecret);
	if (channelId === '') throw lacking('channel ID');
	if (channelSecret === '') throw lacking('channel secret');
	if (!UUID.test(channelId)) {
		throw new AmoCrmProblem(
			'badInput',
			`"${channelId.slice(0, 80)}" is not the ID of a chat channel.`,
			{ hint: `It looks like f90ba33d-c9d9-44da-b76c-c349b0ecbe41: ${SEE_REGISTRATION}` },
		);
	}
	return {
		channelId,
		channelSecret,
		botId: textOf(given.botId),
		platform: given.platform === 'kommo' ? 'kommo' : 'amocrm',
	};
}
