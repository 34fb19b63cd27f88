import type { Channel } from '../../emulator/types';
import type { CredentialToCreate } from './n8nClient';

/** What support answers to who registers a channel. */
type Registered = Pick<Channel, 'id' | 'secret' | 'platform'> & { bot: { id: string } };

/** The credential of a chat channel. */
export const describeChannelCredential = (
	{ id, secret, platform, bot }: Registered,
	name: string,
): CredentialToCreate => ({
	name,
	type: 'amoCrmChatChannelApi',
	data: { platform, channelId: id, channelSecret: secret, botId: bot.id },
});
