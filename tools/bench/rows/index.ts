import type { Row, Size } from '../row';
import { cpuRow } from './cpu';
import { crowdRow, queueRow } from './crowd';
import { firstInstallRow, fleetRow, keepAliveRow } from './fleet';
import { hooksRow } from './hooks';
import { highestRateRow, installsRow } from './installs';
import { latencyRow } from './latency';
import { limitsRow } from './limits';
import { getManyRow, memoryRow } from './reads';
import { createRow, updateRow, upsertRow } from './writes';

/** All that is measured, in the order of the page. */
export const rowsOf = (size: Size): Row[] => [
	createRow(size(1_000)),
	createRow(size(10_000), 1.15),
	getManyRow(size(50_000)),
	updateRow(size(5_000)),
	upsertRow(size(5_000)),
	crowdRow,
	queueRow(size(20)),
	latencyRow(size(100)),
	installsRow(size(1_000)),
	highestRateRow,
	hooksRow(size(1_000)),
	firstInstallRow,
	fleetRow(size(10_000), size(300)),
	keepAliveRow(size(1_000)),
	memoryRow(size(100_000)),
	cpuRow(size(10_000)),
	limitsRow,
];
