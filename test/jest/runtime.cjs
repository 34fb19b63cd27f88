const { default: Runtime } = require('jest-runtime');

const packages = /[\\/]node_modules[\\/]/;

/** They change Node or belong to one test file: each has its own. */
const ownPackages = /[\\/]node_modules[\\/](nock|@mswjs|jest[^\\/]*|@jest)[\\/]/;

/**
 * A worker loads packages once, for all test files that it runs: n8n-core alone takes seconds. The tests and what they
 * test are loaded anew for each file, as ever.
 */
module.exports = class SharedPackagesRuntime extends Runtime {
	requireModule(from, name, options, isRequireActual) {
		const isPackage = name && !options?.isInternalModule && !this._resolver.isCoreModule(name);
		if (isPackage) {
			const path = this._resolveCjsModule(from, name);
			if (packages.test(path) && !ownPackages.test(path)) return require(path);
		}
		return super.requireModule(from, name, options, isRequireActual);
	}

	/** The same `Error` and `Array` for packages and tests, as outside of jest. */
	createScriptFromCode(code, file) {
		const script = super.createScriptFromCode(code, file);
		return script && { runInContext: (_context, options) => script.runInThisContext(options) };
	}
};
