import { join } from 'node:path';

import { loadOutputSchema } from 'n8n-core';

import { resources } from '../../nodes/AmoCrm/resources';
import { makeSchemas, type Schemas } from '../../tools/schemas/make';

const nodeDir = join(__dirname, '../../nodes/AmoCrm');

describe('the output schema that n8n finds beside the node is what the emulator answers', () => {
	let made: Schemas;

	beforeAll(async () => {
		made = await makeSchemas();
	});

	it.each(
		resources.flatMap(({ name, operations }) =>
			operations.map((operation): [string, string] => [name, operation.name]),
		),
	)('%s %s', (resource, operation) => {
		const found = loadOutputSchema({ nodeDir, version: 1, resource, operation });
		expect(found).toEqual(made.files.get(`${resource}/${operation}.json`));
		expect(made.missing.get(`${resource} ${operation}`)).toBeUndefined();
	});
});
