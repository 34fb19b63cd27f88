const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');
const { Settings } = require('luxon');

const { console } = globalThis;
const { exit } = process;

/** Globals by name, before any test. */
const before = new Map(
	Object.getOwnPropertyNames(globalThis).map((name) => [name, globalThis[name]]),
);

/** Jest's own for each file, and what packages keep there. */
const allowed =
	/^(console|expect|[fx]?(describe|it)|x?test|(before|after)(All|Each)|__\w+|lc_\w+)$/;

function changedGlobals() {
	const names = new Set([...before.keys(), ...Object.getOwnPropertyNames(globalThis)]);
	return [...names].filter(
		(name) => !allowed.test(name) && !Object.is(globalThis[name], before.get(name)),
	);
}

function putBack(variables) {
	for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
	Object.assign(process.env, variables);
}

/**
 * Tests share Node's own globals with the packages that `runtime.cjs` loads, so that faked timers count for both. A
 * file finds them as Node made them: it fails if it leaves a global behind, and all else that it leaves is put back.
 */
module.exports = class OneContextEnvironment extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.global = globalThis;
		this.moduleMocker = new ModuleMocker(globalThis);
		const { projectConfig } = config;
		this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
		this.variables = { ...process.env };
	}

	async teardown() {
		this.moduleMocker.restoreAllMocks();
		await super.teardown();
		globalThis.console = console;
		// Jest wraps it for every file.
		process.exit = exit;
		putBack(this.variables);
		// Expressions leave the zone of their workflow in luxon.
		Settings.defaultZone = 'system';
		const changed = changedGlobals();
		for (const name of changed) {
			if (before.has(name)) globalThis[name] = before.get(name);
			else delete globalThis[name];
		}
		if (changed.length > 0) throw new Error(`It leaves globals changed: ${changed.join(', ')}`);
	}
};
