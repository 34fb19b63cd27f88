import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { root } from '../system/paths';

const NAME = 'smallestTrigger';

/** The type by which n8n knows the bench's own node. */
export const SMALLEST_TRIGGER = `CUSTOM.${NAME}`;

/** Puts the bench's own node into a folder. @returns what n8n must be started with to know it */
export async function extensionsIn(folder: string): Promise<NodeJS.ProcessEnv> {
	const source = await readFile(join(root, 'tools', 'bench', `${NAME}.ts`), 'utf8');
	const { outputText } = transpileModule(source, {
		compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
	});
	await writeFile(join(folder, 'SmallestTrigger.node.js'), outputText);
	return { N8N_CUSTOM_EXTENSIONS: folder };
}
