import { zoneFor } from '../../../emulator/state/zones';
import { Writer, type Written } from './support';

const writer = new Writer();
const { complaint, made, patch, read } = writer;

beforeAll(async () => await writer.open());

interface Card {
	custom_fields_values: Array<{ values: Array<{ value: number }> }>;
}

const seconds = (text: string) => Date.parse(text) / 1000;

describe('the zone of an account', () => {
	it('is told as the documentation shows it', async () => {
		await writer.begin('amocrm', 'Europe/Moscow');
		expect((await read('/account?with=datetime_settings')).json._embedded).toEqual({
			datetime_settings: {
				date_pattern: 'd.m.Y H:i',
				short_date_pattern: 'd.m.Y',
				short_time_pattern: 'H:i',
				date_format: 'd.m.Y',
				time_format: 'H:i:s',
				timezone: 'Europe/Moscow',
				timezone_offset: '+03:00',
			},
		});
	});

	it.each([
		['America/Sao_Paulo', '-03:00'],
		['Pacific/Pago_Pago', '-11:00'],
		['Pacific/Kiritimati', '+14:00'],
		['UTC', '+00:00'],
	])('%s is %s', async (timezone, timezone_offset) => {
		await writer.begin('kommo', timezone);
		expect((await read('/account?with=datetime_settings')).json._embedded).toMatchObject({
			datetime_settings: { timezone, timezone_offset },
		});
	});

	it('must be one', async () => {
		await expect(writer.begin('amocrm', 'Atlantis')).rejects.toThrow('not a time zone');
	});

	it('is west of UTC in about a third of the tests', async () => {
		let west = 0;
		for (let test = 0; test < 90; test++) {
			await writer.town.begin('amocrm', zoneFor(String(test)));
			const { timeZone } = writer.town.account;
			if (/^America|Pago_Pago$/.test(timeZone)) west++;
		}
		expect(west).toBeGreaterThan(20);
		expect(west).toBeLessThan(45);
	});
});

describe('days', () => {
	const written = async (type: string, value: unknown) => {
		const field = await writer.addField('leads', { type });
		const entry = (given: unknown) => [{ field_id: field.id, values: [{ value: given }] }];
		const [id] = await made('/leads', { custom_fields_values: entry(value) });
		const shown = async () => {
			const { json } = await read<Card>(`/leads/${id}`);
			return json.custom_fields_values[0].values[0].value;
		};
		const write = async (given: unknown) =>
			await patch(`/leads/${id}`, { custom_fields_values: entry(given) });
		return { field, id, shown, write };
	};

	// github.com/amocrm/amocrm-api-php, issue 402.
	it.each([
		['date', 1634590800],
		['birthday', 1634590800],
		['date_time', 1634601600],
	])('of Moscow: %s', async (type, expected) => {
		await writer.begin('amocrm', 'Europe/Moscow');
		const { shown } = await written(type, 1634601600);
		expect(await shown()).toBe(expected);
	});

	it.each([
		['America/Sao_Paulo', '2020-01-01T00:00:00Z', '2019-12-31T03:00:00Z'],
		['America/Sao_Paulo', '2020-01-01T00:00:00-03:00', '2020-01-01T03:00:00Z'],
		['America/Los_Angeles', '2020-07-01T12:00:00Z', '2020-07-01T07:00:00Z'],
		['Pacific/Pago_Pago', '2020-01-01T10:59:59Z', '2019-12-31T11:00:00Z'],
		['Pacific/Kiritimati', '2020-01-01T00:00:00Z', '2019-12-31T10:00:00Z'],
		['Pacific/Kiritimati', '2020-01-01T12:00:00Z', '2020-01-02T00:00:00+14:00'],
		['UTC', '2020-01-01T23:59:59Z', '2020-01-01T00:00:00Z'],
		['Europe/Moscow', '1965-01-03T00:00:00Z', '1965-01-02T21:00:00Z'],
		// That night began with one o'clock.
		['America/Sao_Paulo', '2018-11-04T12:00:00Z', '2018-11-04T03:00:00Z'],
	])('%s: %s is kept as %s', async (zone, given, kept) => {
		await writer.begin('amocrm', zone);
		const { shown, write } = await written('date', given);
		expect(await shown()).toBe(seconds(kept));
		if (seconds(kept) < 0) return;
		await write(seconds(kept));
		expect(await shown()).toBe(seconds(kept));
	});

	it('before 1970 are read as seconds, and refused as such', async () => {
		await writer.begin('amocrm', 'Europe/Moscow');
		const { field, shown } = await written('birthday', '1965-01-03T00:00:00+03:00');
		const values = [{ value: await shown() }];
		const entry = { field_id: field.id, values };
		expect(await complaint('/leads', { custom_fields_values: [entry] })).toEqual([
			'TooLow custom_fields_values.0.values.0.value',
		]);
	});

	it('are filtered as they are kept', async () => {
		await writer.begin('amocrm', 'America/Los_Angeles');
		const { field, id } = await written('date', '2026-01-31T12:00:00-08:00');
		const between = async (from: string, to: string) => {
			const filter = `filter[custom_fields_values][${field.id}]`;
			const range = `${filter}[from]=${seconds(from)}&${filter}[to]=${seconds(to)}`;
			const { status, json } = await read<Written>(`/leads?${range}`);
			return status === 204 ? [] : json._embedded.leads.map((lead) => lead.id);
		};
		expect(await between('2026-01-31T00:00:00-08:00', '2026-01-31T23:59:59-08:00')).toEqual([id]);
		expect(await between('2026-01-31T00:00:00Z', '2026-01-31T00:00:00Z')).toEqual([]);
		expect(await between('2026-01-31T12:00:00-08:00', '2026-01-31T23:59:59-08:00')).toEqual([]);
	});

	it('of lists are kept so too', async () => {
		await writer.begin('amocrm', 'America/Sao_Paulo');
		const [catalog] = await made('/catalogs', { name: 'Rooms' });
		const field = await writer.addField(`catalogs/${catalog}`, { type: 'date' });
		const values = [{ value: seconds('2020-01-01T00:00:00Z') }];
		const item = { name: 'One', custom_fields_values: [{ field_id: field.id, values }] };
		const [id] = await made(`/catalogs/${catalog}/elements`, item);
		const { json } = await read<Card>(`/catalogs/${catalog}/elements/${id}`);
		expect(json.custom_fields_values[0].values).toEqual([
			{ value: seconds('2019-12-31T00:00:00-03:00') },
		]);
	});
});
