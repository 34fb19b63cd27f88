import type { Channel } from '../../emulator/types';
import type { CredentialToCreate } from './n8nClient';

/** The credential of a chat channel, as support answers. */
export const describeChannelCredential = (
	{ id, secret, bot, platform }: Channel,
	name: string,
): CredentialToCreate => ({
	name,
	type: 'amoCrmChatChannelApi',
	data: { platform, channelId: id, channelSecret: secret, botId: bot.id },
});
