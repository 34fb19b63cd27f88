const project = (name) => ({
	displayName: name,
	roots: [`<rootDir>/test/${name}`],
	testMatch: ['**/*.test.ts'],
	testEnvironment: 'node',
	transform: { '^.+\\.ts$': '@swc/jest' },
});

/** Its files are many and short: loading packages for each of them would take longer than its tests. */
const inOneContext = (name) => ({
	...project(name),
	runtime: '<rootDir>/test/jest/runtime.cjs',
	testEnvironment: '<rootDir>/test/jest/environment.cjs',
});

const engine = {
	...inOneContext('engine'),
	setupFilesAfterEnv: ['<rootDir>/test/engine/support/setup.ts'],
};

/** Its tests stand on a real n8n, which the set-up starts. */
const onStage = (name) => ({
	...project(name),
	globalSetup: '<rootDir>/test/e2e/support/globalSetup.ts',
	globalTeardown: '<rootDir>/test/e2e/support/globalTeardown.ts',
	setupFilesAfterEnv: ['<rootDir>/test/e2e/support/setup.ts'],
});

// n8n-core leaves timers behind.
export default {
	projects: [inOneContext('unit'), engine, onStage('e2e'), onStage('queue')],
	forceExit: true,
	// For a test that hangs: nothing is timed here, and a slow machine must not fail one.
	testTimeout: 600_000,
};
