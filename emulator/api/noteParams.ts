import { choice, integer, must, object, orNull, text, textOrNumber, type Check } from './checks';

/** `params` of each type of note that a caller may write. amocrm.ru/developers: crm/events-and-notes. */
const some = must(text({ min: 1 }));

/** A user's id, a phone number or a name. */
export const callResponsible = orNull(textOrNumber);

/** What a call is told by, in notes and in `/calls`. */
export const CALL_FIELDS = {
	uniq: text(),
	duration: must(integer({ min: 0 })),
	source: some,
	link: text(),
	phone: some,
	call_responsible: callResponsible,
	call_result: text(),
	call_status: integer({ min: 1, max: 7 }),
};

const call = object(CALL_FIELDS);
const service = object({ service: some, text: some });
const sms = object({ text: some, phone: some });

export const NOTE_PARAMS: Record<string, Check> = {
	common: object({ text: some }),
	call_in: call,
	call_out: call,
	service_message: service,
	extended_service_message: service,
	message_cashier: object({ status: must(choice('created', 'shown', 'canceled')), text: some }),
	geolocation: object({ text: some, address: some, longitude: some, latitude: some }),
	sms_in: sms,
	sms_out: sms,
	attachment: object({ file_uuid: some, version_uuid: text({ min: 1 }), file_name: some }),
};
