import { config as n8nConfig } from '@n8n/node-cli/eslint';
import tseslint from 'typescript-eslint';

const shipped = ['nodes/**/*.ts', 'credentials/**/*.ts'];

// n8n's rules bind what is shipped; tests, tools, emulator and playground run outside n8n and may use what they need.
const forShippedFiles = n8nConfig.map((entry) =>
	entry.files?.includes('**/*.ts') ? { ...entry, files: shipped } : entry,
);

export default [
	{ ignores: ['dist', 'node_modules', '**/.cache'] },
	...forShippedFiles,
	...tseslint.configs.recommended.map((entry) => ({
		...entry,
		files: ['test/**/*.ts', 'playground/**/*.ts', 'tools/**/*.ts', 'emulator/**/*.ts'],
	})),
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
];
