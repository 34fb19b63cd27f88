import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

import { container } from './container';

const service = () => container.get(BinaryDataService);

/** From here on n8n keeps files on disk, as it does in production. */
export const keepFilesOnDisk = async () => await service().init();

/** What an item of an earlier node holds. */
export const fileOnDisk = async (text: string, { mimeType, fileName }: Partial<IBinaryData>) =>
	await service().store(
		{ type: 'execution', workflowId: 'workflow', executionId: '1' },
		Buffer.from(text),
		{ data: '', mimeType: mimeType ?? '', fileName },
	);

/** The text of the file that an item holds. */
export const fileIn = async ({ binary = {} }: INodeExecutionData, field = 'data') =>
	(await service().getAsBuffer(binary[field])).toString();
