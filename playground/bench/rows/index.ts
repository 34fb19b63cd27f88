import type { Row, Size } from '../row';
import { cpuRow } from './cpu';
import { crowdRow } from './crowd';
import { installRows } from './installs';
import { latencyRow } from './latency';
import { limitsRow } from './limits';
import { readRows } from './reads';
import { writeRows } from './writes';

/** All that is measured, in the order of the page. */
export const rowsOf = (size: Size): Row[] => {
	const [getMany, memory] = readRows(size);
	const [create, createMany, update, upsert] = writeRows(size);
	return [
		create,
		createMany,
		getMany,
		update,
		upsert,
		crowdRow,
		latencyRow(size),
		...installRows(size),
		memory,
		cpuRow(size(10_000)),
		limitsRow,
	];
};
