import type { IBinaryData, IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import { settleProblem } from '../../../shared/settle';
import { AmoCrmProblem } from '../../../shared/problem';
import { idOnly } from '../../../shared/transport/outcomes';
import { partsOf } from '../../../shared/transport/bytes';
import { lookFirst } from '../../../shared/transport/uncertain';
import { cardParts, cardType } from '../../cards/anyCard';
import { fill, type Gaps, gapsOf, propertiesOf, shownIf } from '../../factories/entity';
import { inputForm } from '../../factories/form';
import { missingAt } from '../../factories/missing';
import { booleanInput, flagOf, textInput } from '../../factories/input';
import { perItem, type AccountOperation, type Item, offersOf } from '../../factories/operation';
import { simplifyFile, type FileModel } from './file';

/** What n8n holds for an item, without all of it in memory. */
interface Source {
	size: number;
	read(partSize: number): Promise<AsyncIterable<Buffer> | Iterable<Buffer>>;
}

async function sourceOf(
	{ helpers }: IExecuteFunctions,
	binary: IBinaryData,
	{ index }: Item,
): Promise<Source> {
	const { id } = binary;
	if (id) {
		const { fileSize } = await helpers.getBinaryMetadata(id);
		const read: Source['read'] = (partSize) => helpers.getBinaryStream(id, partSize);
		return { size: fileSize, read };
	}
	const bytes = await helpers.getBinaryDataBuffer(index, binary);
	return { size: bytes.length, read: async () => [bytes] };
}

interface UploadSession {
	upload_url?: string;
	max_part_size?: number;
}

/** What the documentation's own answer says. */
const USUAL_PART = 524_288;

const partSizeOf = ({ max_part_size: size }: UploadSession): number =>
	Number.isSafeInteger(size) && Number(size) > 0 ? Number(size) : USUAL_PART;

/** Without its last part there is no file: what was lost before it was not done. */
function unfinished(domain: string, problem: AmoCrmProblem): AmoCrmProblem {
	if (!problem.details.uncertain) return problem;
	return new AmoCrmProblem(problem.code, `The drive of ${domain} did not take the whole file.`, {
		...problem.details,
		hint: 'The connection broke on the way, and nothing was stored. Send the file again.',
		uncertain: undefined,
	});
}

/** Each answer tells where the next part goes; the last one is the file. */
async function sendParts(
	{ bytes, domain }: AccountSession,
	upload: UploadSession,
	source: Source,
): Promise<FileModel> {
	const size = partSizeOf(upload);
	let address = upload.upload_url;
	let answer: IDataObject | undefined;
	let left = source.size;
	for await (const part of partsOf(await source.read(size), size)) {
		left -= part.length;
		const sent = await settleProblem(bytes.send(String(address), part));
		if (!sent.ok)
			throw left > 0
				? unfinished(domain, sent.problem)
				: lookFirst(sent.problem, domain, 'the newest files');
		answer = sent.value;
		address = answer?.next_url as string | undefined;
	}
	if (answer?.uuid) return answer;
	if (!answer && left === 0) return idOnly({});
	throw new AmoCrmProblem('badAnswer', `The drive of ${domain} did not take the whole file.`, {
		hint: 'The file changed while it was being sent. Run the workflow again.',
	});
}

const form = inputForm(
	[],
	[
		textInput('file_name', 'File Name', {
			placeholder: 'e.g. invoice.pdf',
			description: 'With its ending; the name in the binary data where left out',
		}),
		textInput('file_uuid', 'New Version Of', {
			description: 'UUID of a file that gets a new version by this; a new file where left out',
		}),
		booleanInput('with_preview', 'Make Preview', 'Whether amoCRM makes small pictures of the file'),
	],
);

const attach: INodeProperties = {
	displayName: 'Attach to Card',
	name: 'attachToCard',
	type: 'boolean',
	default: false,
	description: 'Whether to show the file on the Files tab of a card, too',
};

const aboutCard = cardParts(cardType);

const CARD_FILES = '/api/v4/{cardType}/{card}/files';

/**
 * Attaches a file that was just stored.
 * @throws AmoCrmProblem that names the stored file: nobody uploads it twice
 */
async function attachTo(session: AccountSession, gaps: Gaps, { uuid }: FileModel) {
	const path = fill(CARD_FILES, gaps);
	const attached = await settleProblem(
		uuid
			? session.request({ method: 'PUT', path, body: [{ file_uuid: uuid }] })
			: Promise.reject(
					new AmoCrmProblem('badAnswer', `The drive of ${session.domain} told no UUID of it.`),
				),
	);
	if (attached.ok)
		return { attached: true, entity_type: gaps.cardType, entity_id: gaps.card } as IDataObject;
	const { problem } = attached;
	const { message } =
		(problem.code === 'notFound' && missingAt(session, CARD_FILES, aboutCard, gaps, problem)) ||
		problem;
	const missed = problem.details.uncertain ? 'may not be attached' : 'was not attached';
	throw new AmoCrmProblem(
		'refused',
		`The file was stored as ${uuid ?? 'one of the newest'}, but ${missed}: ${message}`,
		{
			...problem.details,
			hint: 'Do not upload it once more: attach it by Attach to Card, with this UUID.',
			uncertain: 'POST',
		},
	);
}

/** @see https://www.amocrm.ru/developers/content/files/files-api */
export const upload: AccountOperation = {
	name: 'upload',
	displayName: 'Upload',
	description: "Send a file from the item's binary data to the file storage of the account",
	action: 'Upload a file',
	api: 'POST /v1.0/sessions',
	properties: [
		{
			displayName: 'Input Binary Field',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			description: 'Name of the binary field of the input item that holds the file',
		},
		attach,
		...propertiesOf(aboutCard).map((property) => shownIf(property, { [attach.name]: [true] })),
		...form.properties,
	],
	offers: offersOf(aboutCard),
	run: (session, items, functions) =>
		perItem(items, async (item) => {
			const field = item.parameter<string>('binaryPropertyName');
			const binary = functions.helpers.assertBinaryData(item.index, field);
			const source = await sourceOf(functions, binary, item);
			const { body } = await form.encode(session, item, {});
			const target = flagOf(item, attach) ? gapsOf(aboutCard, item) : undefined;
			const opened = await settleProblem(
				session.request<UploadSession>({
					method: 'POST',
					path: '/v1.0/sessions',
					body: {
						file_name: binary.fileName || field,
						content_type: binary.mimeType,
						...body,
						file_size: source.size,
					},
				}),
			);
			if (!opened.ok) throw unfinished(session.domain, opened.problem);
			const stored = simplifyFile(await sendParts(session, opened.value ?? {}, source));
			return [target ? { ...stored, ...(await attachTo(session, target, stored)) } : stored];
		}),
};
