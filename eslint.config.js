// `n8n-node lint` wants eslint.config.mjs as its template has it; ESLint takes this file first. Rules of n8n bind
// what is shipped. Tests, tools, emulator and playground run outside n8n and may use what they need.
const { config } = require('@n8n/node-cli/eslint');
const tseslint = require('typescript-eslint');

const shipped = ['nodes/**/*.ts', 'credentials/**/*.ts'];

module.exports = [
	{ ignores: ['**/.cache'] },
	...config.map((entry) =>
		entry.files?.includes('**/*.ts') ? { ...entry, files: shipped } : entry,
	),
	...tseslint.configs.recommended.map((entry) => ({
		...entry,
		files: ['test/**/*.ts', 'playground/**/*.ts', 'tools/**/*.ts', 'emulator/**/*.ts'],
	})),
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
];
