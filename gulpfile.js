const { dest, src, task } = require('gulp');

const icons = ['nodes', 'credentials'].map((folder) => `${folder}/**/*.{svg,png}`);

task('build:icons', () => src(icons, { base: '.', encoding: false }).pipe(dest('dist')));
