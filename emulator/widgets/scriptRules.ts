import type { Linter } from 'eslint';

const forbidden = (selector: string, message: string) => ({ selector, message });

/** amocrm.ru/developers: integrations/requirements, 3.1.1 and 3.2; virtual clicks: integrations/script_js. */
const SYNTAX = [
	forbidden(
		'CallExpression[callee.object.name=console][callee.property.name!=/^(debug|trace)$/]',
		'only console.debug and console.trace',
	),
	forbidden(
		'CallExpression[callee.property.name=trace]:not(CatchClause *)',
		'console.trace only where something is caught',
	),
	forbidden('Property[key.name=async][value.value=false]', 'no synchronous requests'),
	forbidden(
		'CallExpression[callee.property.name=createElement][arguments.0.value=script]',
		'no scripts from elsewhere',
	),
	forbidden(
		'AssignmentExpression[left.object.name=/^(AMOCRM|APP)$/]',
		"the CRM's own data is only read",
	),
	forbidden(
		':matches(ForStatement, ForInStatement, ForOfStatement, WhileStatement, DoWhileStatement) CallExpression[callee.property.name=/^(\\$authorizedAjax|crm_post)$/]',
		'no requests in a loop',
	),
	forbidden(
		'CallExpression[callee.property.name=/^(click|trigger)$/] Literal[value=/widget-(un)?install/]',
		'no virtual clicks on Install',
	),
	forbidden(
		'CallExpression[callee.object.arguments.0.value=/widget-(un)?install/][callee.property.name=/^(click|trigger)$/]',
		'no virtual clicks on Install',
	),
];

/** What a widget finds in amoCRM's pages, beside the browser's own. */
const GLOBALS = ['define', 'require', 'APP', 'AMOCRM', '$', 'jQuery', 'Modal'];
const BROWSER = [
	'window',
	'document',
	'location',
	'setTimeout',
	'clearTimeout',
	'setInterval',
	'clearInterval',
	'console',
	'navigator',
	'URL',
	'FormData',
];

const CONFIG: Linter.Config = {
	languageOptions: {
		ecmaVersion: 2017,
		sourceType: 'script',
		globals: Object.fromEntries([...GLOBALS, ...BROWSER].map((name) => [name, 'readonly'])),
	},
	rules: {
		'no-undef': 'error',
		'no-eval': 'error',
		'no-implied-eval': 'error',
		'no-new-func': 'error',
		'no-alert': 'error',
		'no-debugger': 'error',
		'no-restricted-syntax': ['error', ...SYNTAX],
	},
};

/** What the requirements for widgets forbid in `script.js`. */
export async function scriptProblems(source: string): Promise<string[]> {
	const eslint = await import('eslint');
	const found = new eslint.Linter().verify(source, CONFIG, { allowInlineConfig: false });
	return found.map(({ line, message }) => `script.js, line ${line}: ${message}`);
}
