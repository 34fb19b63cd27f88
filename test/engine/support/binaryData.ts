import { createRequire } from 'node:module';

import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

interface Di {
	Container: { get(service: typeof BinaryDataService): BinaryDataService };
}

/** n8n-core's own container: the package's neighbours may have another copy of it. */
const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as Di;

const service = () => Container.get(BinaryDataService);

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
