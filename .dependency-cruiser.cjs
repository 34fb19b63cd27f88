/**
 * Which folders may import from which: a folder only from those before it in its list. CONTRIBUTING explains
 * them under Layout.
 */
const shared = [
	'',
	'transport/',
	'oauth/',
	'registry/',
	'fields/',
	'account/',
	'channel/',
	'editor/',
	'hooks/',
];
const action = ['lookups/', 'factories/', 'cards/', 'resources/', ''];

const nodes = [
	'AmoCrm',
	'AmoCrmTrigger',
	'AmoCrmChatTrigger',
	'AmoCrmInstallTrigger',
	'AmoCrmPollingTrigger',
	'AmoCrmWidgetTrigger',
];

/** What of the folders at the top knows which others. */
const outside = {
	'the emulator stands for itself': {
		of: ['emulator'],
		not: ['tools', 'playground', 'test', 'nodes', 'credentials'],
	},
	'tools know no test and no playground': { of: ['tools'], not: ['playground', 'test'] },
	'the playground knows no test': { of: ['playground'], not: ['test'] },
	'what is shipped knows nothing around it': {
		of: ['nodes', 'credentials'],
		not: ['emulator', 'tools', 'playground', 'test'],
	},
};

/** The files that lie in a room itself, or all that is below it. */
const filesOf = (base, room) => (room === '' ? `^${base}[^/]+$` : `^${base}${room}`);

const climbs = (base, rooms) =>
	rooms.slice(0, -1).map((room, index) => ({
		name: `${base}${room || '*'} knows only rooms below it`,
		severity: 'error',
		from: { path: filesOf(base, room) },
		to: { path: rooms.slice(index + 1).map((above) => filesOf(base, above)) },
	}));

module.exports = {
	forbidden: [
		{ name: 'no circle', severity: 'error', from: {}, to: { circular: true } },
		...climbs('nodes/shared/', shared),
		...climbs('nodes/AmoCrm/', action),
		{
			name: 'what is shared knows no node',
			severity: 'error',
			from: { path: '^nodes/shared/' },
			to: { path: nodes.map((node) => `^nodes/${node}/`) },
		},
		...nodes.map((node) => ({
			name: `${node} knows no other node`,
			severity: 'error',
			from: { path: `^nodes/${node}/` },
			to: { path: nodes.filter((other) => other !== node).map((other) => `^nodes/${other}/`) },
		})),
		...Object.entries(outside).map(([name, { of, not }]) => ({
			name,
			severity: 'error',
			from: { path: `^(${of.join('|')})/` },
			to: { path: `^(${not.join('|')})/` },
		})),
		{
			name: 'credentials know only addresses, limits and signatures',
			severity: 'error',
			from: { path: '^credentials/' },
			to: { path: '^nodes/', pathNot: '^nodes/shared/(account/|channel/|[^/]+$)' },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		// Types are arrows, too.
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
	},
};
