const project = (name) => ({
	displayName: name,
	roots: [`<rootDir>/test/${name}`],
	testMatch: ['**/*.test.ts'],
	testEnvironment: 'node',
	transform: { '^.+\\.ts$': '@swc/jest' },
});

const engine = {
	...project('engine'),
	setupFilesAfterEnv: ['<rootDir>/test/engine/support/setup.ts'],
};

export default { projects: [project('unit'), engine, project('e2e')] };
