const { dest, src, task } = require('gulp');

// What the compiler leaves behind: icons, codex files, output schemas, translations.
const assets = [
	'svg',
	'png',
	'node.json',
	'__schema__/**/*.json',
	'translations/**/*.json',
].flatMap((pattern) =>
	['nodes', 'credentials'].map((folder) =>
		pattern.includes('/') ? `${folder}/**/${pattern}` : `${folder}/**/*.${pattern}`,
	),
);

task('build:icons', () => src(assets, { base: '.', encoding: false }).pipe(dest('dist')));
