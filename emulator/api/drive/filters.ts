import { DateTime, type DurationLike } from 'luxon';
import { manyOf, texts, wholeNumber, type Filter } from '../filters';
import { isRecord, refuse, type ApiCall } from '../kit';
import { linkedNames } from '../entityFiles';

/** What the drive's list can be asked. amocrm.ru/developers: files/files-api. */
const bad = (name: string) => refuse(400, `The value of filter[${name}] is not valid`);

/** A text with commas. */
const uuids: Filter = (value, _call, name) => {
	if (typeof value !== 'string') throw bad(name);
	const wanted = value.split(',');
	return ({ id }) => wanted.includes(String(id));
};

const extensions: Filter = (value, _call, name) => {
	const wanted = manyOf(value, name);
	return ({ metadata }) => wanted.includes((metadata as { extension: string }).extension);
};

/** A part of the name of the file, or of a card that has it. */
const term: Filter = (value, call, name) => {
	if (typeof value !== 'string') throw bad(name);
	const isIn = (text: unknown) => String(text).toLowerCase().includes(value.toLowerCase());
	return (file) => isIn(file.name) || linkedNames(call.account, file.id).some(isIn);
};

/** -1 is the client, 0 the robot. */
const person = (key: string): Filter => {
	return (value, _call, name) => {
		const wanted = manyOf(value, name).map((id) => wholeNumber(id, name));
		return (file) => wanted.includes((file[key] as { id: number }).id);
	};
};

const bound = (value: unknown, name: string, otherwise: number): number =>
	value === undefined ? otherwise : wholeNumber(value, name);

const within = (held: unknown, from: number, to: number) =>
	typeof held === 'number' && held >= from && held <= to;

const size: Filter = (value, _call, name) => {
	if (!isRecord(value)) throw bad(name);
	const unit = bound(value.unit, name, 1);
	const from = bound(value.from, name, 0) * unit;
	const to = bound(value.to, name, Infinity) * unit;
	return (file) => within(file.size, from, to);
};

/** Whole days, weeks and so on, counted from the present one. */
const WHOLE: Record<string, [unit: 'day' | 'week' | 'month' | 'quarter' | 'year', offset: number]> =
	{
		day: ['day', 0],
		tomorrow: ['day', 1],
		yesterday: ['day', -1],
		week: ['week', 0],
		previous_week: ['week', -1],
		next_week: ['week', 1],
		month: ['month', 0],
		previous_month: ['month', -1],
		next_month: ['month', 1],
		quarter: ['quarter', 0],
		previous_quarter: ['quarter', -1],
		next_quarter: ['quarter', 1],
		year: ['year', 0],
	};

/** Spans that begin or end now. */
const SPANS: Record<string, DurationLike> = {
	last_3_days: { days: -3 },
	next_3_days: { days: 3 },
	last_6_month: { months: -6 },
};

function presetBounds({ now }: ApiCall, preset: unknown, name: string): [number, number] {
	const present = DateTime.fromSeconds(now, { zone: 'Europe/Moscow' });
	const key = String(preset);
	if (Object.hasOwn(WHOLE, key)) {
		const [unit, offset] = WHOLE[key];
		const day = present.plus({ [unit]: offset });
		return [day.startOf(unit).toSeconds(), day.endOf(unit).toSeconds()];
	}
	if (!Object.hasOwn(SPANS, key)) throw bad(name);
	const other = present.plus(SPANS[key]).toSeconds();
	return [Math.min(now, other), Math.max(now, other)];
}

const date: Filter = (value, call, name) => {
	if (!isRecord(value)) throw bad(name);
	const { type, date_preset: preset, from, to } = value;
	if (type !== 'created_at' && type !== 'updated_at') throw bad(name);
	const [earliest, latest] =
		preset === undefined
			? [bound(from, name, -Infinity), bound(to, name, Infinity)]
			: presetBounds(call, preset, name);
	return (file) => within(file[type], earliest, latest);
};

export const DRIVE_FILTERS: Record<string, Filter> = {
	uuid: uuids,
	name: texts('name'),
	extensions,
	term,
	source_id: texts('source_id'),
	/** Chosen by the list itself. */
	deleted: () => () => true,
	size,
	date,
	created_by: person('created_by'),
	updated_by: person('updated_by'),
};
