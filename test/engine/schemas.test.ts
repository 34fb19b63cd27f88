import { join } from 'node:path';

import { loadOutputSchema } from 'n8n-core';

import { resources } from '../../nodes/AmoCrm/resources';
import { packageNodes } from '../../tools/contract/packageTypes';
import { makeSchemas, versions, type Schemas } from '../../tools/schemas/make';

const nodeDir = join(__dirname, '../../nodes/AmoCrm');

describe.each(versions)(
	'the output schema that n8n finds beside the node of version %s is what the emulator answers',
	(version) => {
		let made: Schemas;

		beforeAll(async () => {
			made = await makeSchemas(version);
		});

		it.each(
			resources.flatMap(({ name, operations }) =>
				operations.map((operation): [string, string] => [name, operation.name]),
			),
		)('%s %s', (resource, operation) => {
			const found = loadOutputSchema({ nodeDir, version, resource, operation });
			expect(found).toEqual(made.files.get(`${resource}/${operation}.json`));
			expect(made.missing.get(`${resource} ${operation}`)).toBeUndefined();
		});
	},
);

it('each version of the node has its schemas', async () => {
	const nodes = await packageNodes();
	const node = nodes.find(({ description }) => description.name === 'amoCrm');
	expect(node?.description.version).toEqual(versions);
});
