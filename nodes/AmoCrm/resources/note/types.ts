import type { INodePropertyOptions } from 'n8n-workflow';

import { choiceInput, textInput, type Input } from '../../factories/input';
import { callDetails, duration, phone, telephony } from '../call/fields';

const inParams = (input: Input): Input => ({ ...input, key: `params.${input.key}` });

const text = textInput('text', 'Text', { typeOptions: { rows: 2 } });

interface WritableType {
	name: string;
	required: Input[];
	optional?: Input[];
}

const call = {
	required: [phone, duration, telephony],
	optional: callDetails,
};

const service = {
	required: [text, textInput('service', 'Service', { description: 'Who says it' })],
};

const sms = { required: [text, phone] };

const types: Record<string, WritableType> = {
	common: { name: 'Text', required: [text] },
	attachment: {
		name: 'File',
		required: [
			textInput('file_uuid', 'File UUID', { description: 'Of a file in the file storage' }),
			textInput('file_name', 'File Name'),
		],
		optional: [
			textInput('version_uuid', 'Version UUID', {
				description: 'The newest version where left out',
			}),
		],
	},
	call_in: { name: 'Incoming Call', ...call },
	call_out: { name: 'Outgoing Call', ...call },
	geolocation: {
		name: 'Place',
		required: [
			text,
			textInput('address', 'Address'),
			textInput('longitude', 'Longitude', { placeholder: 'e.g. 37.6173' }),
			textInput('latitude', 'Latitude', { placeholder: 'e.g. 55.7558' }),
		],
	},
	message_cashier: {
		name: 'Message to the Cashier',
		required: [
			text,
			choiceInput('status', 'Status', [
				{ name: 'Canceled', value: 'canceled' },
				{ name: 'Created', value: 'created' },
				{ name: 'Shown', value: 'shown' },
			]),
		],
	},
	service_message: { name: 'Service Message', ...service },
	extended_service_message: { name: 'Service Message, Extended', ...service },
	sms_in: { name: 'SMS, Incoming', ...sms },
	sms_out: { name: 'SMS, Outgoing', ...sms },
};

/** What each type of note that can be written consists of. */
export const WRITABLE_TYPES: Record<string, Required<WritableType>> = Object.fromEntries(
	Object.entries(types).map(([type, { name, required, optional = [] }]) => [
		type,
		{ name, required: required.map(inParams), optional: optional.map(inParams) },
	]),
);

/** In accounts they are found too, made by amoCRM itself and by its own integrations. */
const READABLE_TYPES: INodePropertyOptions[] = [
	{ name: 'AI Result', value: 'ai_result' },
	{ name: 'Bill Paid', value: 'bill_paid' },
	{ name: 'Chat', value: 'chat' },
	{ name: 'Dropbox File', value: 'dropbox_attachment' },
	{ name: 'Invoice Paid', value: 'invoice_paid' },
	{ name: 'Link Followed', value: 'link_followed' },
	{ name: 'Mail', value: 'amomail_message' },
	{ name: 'Site Visit', value: 'site_visit' },
	{ name: 'Targeting, In', value: 'targeting_in' },
	{ name: 'Targeting, Out', value: 'targeting_out' },
	{ name: 'Transaction', value: 'transaction' },
	{ name: 'Zoom Meeting', value: 'zoom_meeting' },
];

export const writableOptions: INodePropertyOptions[] = Object.entries(WRITABLE_TYPES).map(
	([value, { name }]) => ({ name, value }),
);

export const allOptions = [...writableOptions, ...READABLE_TYPES].sort((a, b) =>
	a.name.localeCompare(b.name),
);
