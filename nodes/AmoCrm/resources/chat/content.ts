import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { isBlank, misfit } from '../../../shared/fields/values';
import { AmoCrmProblem } from '../../../shared/problem';
import { shownIf } from '../../factories/entity';
import {
	choiceOf,
	encodeInputs,
	integerInput,
	numberInput,
	textInput,
	wordOf,
	type Input,
} from '../../factories/input';
import type { Item } from '../../factories/operation';

/** What is said in a message. @see https://www.amocrm.ru/developers/content/chats/chat-api-reference */
interface MessageType {
	value: string;
	name: string;
	/** In sentences. */
	words: string;
	needs: Input[];
	takes?: Input[];
	/** One of these it needs, too. */
	needsOneOf?: Input[];
}

const FILE_HINT =
	"amoCRM's chats take files only by address: put the file where it can be downloaded without a login (a web server, S3 or the like), and give that address here.";

const isWebAddress = (text: string) =>
	URL.canParse(text) && ['https:', 'http:'].includes(new URL(text).protocol);

const address = textInput('media', 'Media URL', {
	name: 'mediaUrl',
	placeholder: 'e.g. https://example.com/photo.jpg',
	description: 'Address from which amoCRM downloads the file without a login',
});

const media: Input = {
	...address,
	encode: (value, zone) => {
		const text = String(address.encode(value, zone) ?? '').trim();
		if (text === '' || isWebAddress(text)) return text;
		throw misfit('Media URL', text, `an address that begins with https://. ${FILE_HINT}`);
	},
};

const text = textInput('text', 'Text', { typeOptions: { rows: 2 } });

const fileName = textInput('file_name', 'File Name', {
	placeholder: 'e.g. photo.jpg',
	description: 'With its ending',
});

/** A 0 is what n8n has where nothing was given. */
const zeroIsNothing = (input: Input): Input => ({
	...input,
	encode: (value, zone) => input.encode(value, zone) || undefined,
});

const sized = integerInput('file_size', 'File Size', {
	placeholder: 'e.g. 20480',
	description: 'Size of the file at Media URL, in bytes',
});

const fileSize = zeroIsNothing({
	...sized,
	encode: (value, zone) => {
		const size = sized.encode(value, zone);
		if (size === undefined || Number(size) >= 0) return size;
		throw misfit('File Size', value, 'a number of bytes');
	},
});

const duration = zeroIsNothing(
	integerInput('media_duration', 'Duration (Seconds)', { name: 'mediaDuration' }),
);

const stickerId = textInput('sticker_id', 'Sticker ID', {
	description: "ID of a sticker that all accounts know; or give the sticker's Media URL",
});

/** A text: where nothing was given n8n has a 0 for a number, and 0, 0 is a place. */
const degrees = { type: 'string', default: '' } as const;

const latitude = numberInput('location.lat', 'Latitude', {
	name: 'latitude',
	placeholder: 'e.g. 55.7558',
	...degrees,
});

const longitude = numberInput('location.lon', 'Longitude', {
	name: 'longitude',
	placeholder: 'e.g. 37.6173',
	...degrees,
});

const contactName = textInput('contact.name', 'Contact Name', { name: 'contactName' });

const contactPhone = textInput('contact.phone', 'Contact Phone', {
	name: 'contactPhone',
	placeholder: 'e.g. +15550100',
});

const file = [media, fileName, fileSize];

/** Every type that amoCRM knows. */
export const MESSAGE_TYPES: MessageType[] = [
	{ value: 'text', name: 'Text', words: 'a text message', needs: [text] },
	{
		value: 'audio',
		name: 'Audio',
		words: 'audio',
		needs: [media],
		takes: [fileName, fileSize, duration, text],
	},
	{
		value: 'contact',
		name: 'Contact',
		words: 'a contact',
		needs: [contactName, contactPhone],
		takes: [text],
	},
	{ value: 'file', name: 'File', words: 'a file', needs: file, takes: [text] },
	{
		value: 'location',
		name: 'Location',
		words: 'a location',
		needs: [latitude, longitude],
		takes: [text],
	},
	{ value: 'picture', name: 'Picture', words: 'a picture', needs: file, takes: [text] },
	{
		value: 'sticker',
		name: 'Sticker',
		words: 'a sticker',
		needs: [],
		needsOneOf: [media, stickerId],
		takes: [text],
	},
	{ value: 'video', name: 'Video', words: 'a video', needs: file, takes: [duration, text] },
	{
		value: 'voice',
		name: 'Voice Message',
		words: 'a voice message',
		needs: [media],
		takes: [fileName, fileSize, duration, text],
	},
];

/** The same for a message that is there already: its file stays where none is given. */
export const EDITED_TYPES: MessageType[] = MESSAGE_TYPES.map((type) => ({
	...type,
	needs: type.needs.filter((input) => !file.includes(input)),
	takes: [
		...type.needs.filter((input) => file.includes(input)),
		...(type.needsOneOf ?? []),
		...(type.takes ?? []),
	],
	needsOneOf: undefined,
}));

const inputsOf = ({ needs, needsOneOf = [], takes = [] }: MessageType) => [
	...needs,
	...needsOneOf,
	...takes,
];

/** What a person fills in, and the `message` that it becomes. */
export interface ContentForm {
	properties: INodeProperties[];
	/** @throws AmoCrmProblem `badInput` naming the field */
	encode(item: Item): IDataObject;
}

const typeProperty = (types: MessageType[]): INodeProperties => ({
	displayName: 'Message Type',
	name: 'messageType',
	...choiceOf(types.map(({ name, value }) => ({ name, value }))),
});

/**
 * An input of a message, shown for the types that have it. n8n is not told that it is required: where an expression
 * chooses the type it would ask for the inputs of all of them, and of a file it would not say what to do.
 */
const shown = (types: MessageType[], input: Input): INodeProperties =>
	shownIf(input.property, {
		messageType: types.filter((type) => inputsOf(type).includes(input)).map(({ value }) => value),
	});

function lacking(
	wanted: Input[],
	{ words }: MessageType,
	{ binaryFields = [] }: Item,
): AmoCrmProblem {
	const labels = wanted.map(({ property }) => `"${property.displayName}"`).join(' or ');
	const hasFile = binaryFields.length > 0 && wanted.includes(media);
	return new AmoCrmProblem(
		'badInput',
		hasFile
			? `${labels} is missing: the file in the binary field "${binaryFields[0]}" cannot be sent itself.`
			: `${labels} is missing.`,
		{ hint: hasFile ? FILE_HINT : `amoCRM's chats do not take ${words} without it.` },
	);
}

export function contentForm(types: MessageType[]): ContentForm {
	const type = typeProperty(types);
	const inputs = [...new Set(types.flatMap(inputsOf))];
	return {
		properties: [type, ...inputs.map((input) => shown(types, input))],
		encode(item) {
			const word = wordOf(item, type);
			const chosen = types.find(({ value }) => value === word) ?? types[0];
			const valueOf = ({ property: { name } }: Input) => item.parameter<unknown>(name, '');
			const given = inputsOf(chosen).filter((input) => {
				const value = valueOf(input);
				return !isBlank(value) && input.encode(value, item.zone) !== undefined;
			});
			const { needs, needsOneOf } = chosen;
			const missing = needs.filter((input) => !given.includes(input)).slice(0, 1);
			const lacked =
				needsOneOf?.some((input) => given.includes(input)) === false ? needsOneOf : missing;
			if (lacked.length > 0) throw lacking(lacked, chosen, item);
			const values = given.map((input) => [input.property.name, valueOf(input)]);
			return {
				type: chosen.value,
				...encodeInputs(given, Object.fromEntries(values) as IDataObject, item.zone),
			};
		},
	};
}

/** A message as a text, for where only texts can be sent: what it shows becomes its address or its words. */
export function asText(message: IDataObject): string {
	const { text: words, media: link, contact, location } = message;
	const { name, phone } = (contact ?? {}) as IDataObject;
	const { lat, lon } = (location ?? {}) as IDataObject;
	const lines = [
		words,
		link,
		contact ? `${String(name)} ${String(phone)}` : '',
		location ? `${String(lat)}, ${String(lon)}` : '',
	];
	return lines.filter((line) => !isBlank(line)).join('\n');
}
