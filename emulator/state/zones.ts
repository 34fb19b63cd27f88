import { createHash } from 'node:crypto';
import { DateTime, IANAZone } from 'luxon';

/** Where accounts of tests are: a third of them west of UTC, and both ends of the world among them. */
const ZONES = [
	'Europe/Moscow',
	'Asia/Yekaterinburg',
	'Europe/Berlin',
	'America/Sao_Paulo',
	'America/Los_Angeles',
	'Pacific/Pago_Pago',
	'UTC',
	'Pacific/Auckland',
	'Pacific/Kiritimati',
];

/** Always the same one for the same test. */
export const zoneFor = (test: string): string =>
	ZONES[createHash('md5').update(test).digest().readUInt32BE() % ZONES.length];

export function checkZone(zone: string): void {
	if (!IANAZone.isValidZone(zone)) throw new Error(`"${zone}" is not a time zone`);
}

const inZone = (zone: string, seconds: number) => DateTime.fromSeconds(seconds, { zone });

/** When the day began in which this second lies there. */
export const dayOf = (zone: string, seconds: number): number =>
	inZone(zone, seconds).startOf('day').toSeconds();

export const offsetAt = (zone: string, seconds: number): string =>
	inZone(zone, seconds).toFormat('ZZ');

export const textAt = (zone: string, seconds: number): string =>
	inZone(zone, seconds).toFormat('yyyy-MM-dd HH:mm:ss');
