import type { IBinaryData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { fromBufferPromise } from 'yauzl';

import type { Item, Result } from '../../../../nodes/AmoCrm/factories/operation';
import { makeArchive } from '../../../../nodes/AmoCrm/resources/widget/makeArchive';

export const URL = 'https://n8n.example.com/webhook/7f3a/amocrm-widget';
export const KEY = 'a-key-of-twenty-four-marks';

/** What the node holds when a builder has filled in what must be. */
export const MINIMAL: IDataObject = {
	languages: ['en'],
	nameEn: 'To the warehouse',
	shortDescriptionEn: 'Sends leads to the warehouse',
	support: 'help@example.com',
	widgetVersion: '1.0.0',
	triggerUrl: URL,
	cards: ['lead'],
	lists: [],
	features: ['button'],
	buttonEn: 'Send',
	steps: [],
	archiveField: 'data',
};

export const rows = (...list: IDataObject[]) => ({ rows: list });

/** Runs the operation on one item, whose binary fields hold these bytes. */
export async function run(
	parameters: IDataObject,
	binaries: Record<string, Buffer> = {},
): Promise<{ result: Result; bytes?: Buffer }> {
	let bytes: Buffer | undefined;
	const parameter = <T>(name: string, fallback?: T) => (parameters[name] ?? fallback) as T;
	const item: Item = { index: 0, json: {}, zone: 'UTC', parameter, saved: parameter };
	const helpers = {
		assertBinaryData: (_index: number, field: string) => {
			if (!binaries[field]) throw new Error(`There is no binary field ${field}`);
			return { fileName: field };
		},
		getBinaryDataBuffer: async (_index: number, { fileName }: IBinaryData) =>
			binaries[fileName ?? ''],
		prepareBinaryData: async (made: Buffer, fileName: string, mimeType: string) => {
			bytes = made;
			return { data: '', fileName, mimeType };
		},
	};
	const functions = { helpers } as unknown as IExecuteFunctions;
	const [result] = await makeArchive.run({ key: '' }, [item], functions);
	return { result, bytes };
}

/** The archive that the operation makes. */
export async function archiveOf(...asked: Parameters<typeof run>): Promise<Buffer> {
	const { result, bytes } = await run(...asked);
	if ('problem' in result) throw result.problem;
	if (!bytes) throw new Error('No archive came out');
	return bytes;
}

/** What is in an archive, read by somebody else's library: it checks sums and names. */
export async function unpack(archive: Buffer): Promise<Map<string, Buffer>> {
	const files = new Map<string, Buffer>();
	const opened = await fromBufferPromise(archive, { strictFileNames: true });
	for await (const entry of opened.eachEntry()) {
		const chunks: Buffer[] = [];
		for await (const chunk of await opened.openReadStreamPromise(entry))
			chunks.push(chunk as Buffer);
		files.set(entry.fileName, Buffer.concat(chunks));
	}
	return files;
}

export const jsonIn = (files: Map<string, Buffer>, path: string) =>
	JSON.parse(files.get(path)?.toString() ?? '') as IDataObject;
