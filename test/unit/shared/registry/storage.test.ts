import { storageUse } from '../../../../nodes/shared/registry/storage';
import type { AccountTable } from '../../../../nodes/shared/registry/table';

const MB = 1024 * 1024;

const tableOf = (usedBytes: number | undefined) =>
	({ usedBytes: async () => usedBytes }) as unknown as AccountTable;

it.each([
	[1, 1, undefined],
	[159 * MB, 80, undefined],
	[160 * MB, 80, /take 160 MB.*N8N_DATA_TABLES_MAX_SIZE_BYTES/],
	[230 * MB, 115, /take 230 MB/],
])('%d bytes of the 200 MB that n8n allows', async (bytes, usedPercent, warning) => {
	const use = await storageUse(tableOf(bytes));
	expect(use).toMatchObject({ usedBytes: bytes, limitBytes: 200 * MB, usedPercent });
	if (warning) expect(use?.warning).toMatch(warning);
	else expect(use?.warning).toBeUndefined();
});

it('is not known where n8n does not say', async () => {
	expect(await storageUse(tableOf(undefined))).toBeUndefined();
});
