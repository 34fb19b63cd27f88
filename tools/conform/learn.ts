import type { Difference, What } from './compare';
import { askOf, canJudge } from './learned';
import type { Report } from './report';

const placeOf = ({ page }: Difference) => `amocrm.ru/developers: ${page}.`;

const lineOf = (found: Difference) => {
	const { read, what, where, account } = found;
	const learned = { read, what, where, account, asks: askOf(found) };
	return `\t// ${placeOf(found)}\n\t${JSON.stringify(learned)},`;
};

const PAGING =
	'Ask the account for this page by hand. How many does it hold, and how does it go on? emulator/api/list.ts cuts pages; the limits of a list stand in its rules.';

/** What a person has to look at where no test can judge: the account holds other entities than the emulator. */
const LOOK: Partial<Record<What, string>> = {
	'entities found':
		'Ask the account for the same by hand. Is the filter passed over, or does it mean something else? The rules of the list in emulator/api say what it finds.',
	order:
		'Ask the account for the same by hand, with entities whose order shows. emulator/api/list.ts puts lists into order.',
	'entities on a page': PAGING,
	'another page': PAGING,
	'page number': PAGING,
	'link to the next page': PAGING,
	total:
		'Count in the account what the list should count: those that are deleted, those on other pages, those that the filter leaves out?',
	delivery:
		'Make the change in the account by hand, and look at what its webhook is sent. emulator/deliveries/shapes says what is told of a change.',
};

const lookAt = (found: Difference) => {
	const { read, what, where, account, emulator, asks } = found;
	return [
		`// - ${read} (${asks.join('; ')}): ${[what, where].filter(Boolean).join(' ')}: the account: ${account}; the emulator: ${emulator}.`,
		`//   ${placeOf(found)} ${LOOK[what] ?? PAGING}`,
	].join('\n');
};

const REST = `
// No test can judge these: whether the account is right depends on what it holds. Look at each, and write its test.
`;

/**
 * A file of tests that fail: the emulator must do as the account did. Each has its place in the documentation. What cannot
 * be tested is listed for a person to look at.
 */
export function learnedTests({ differences, package: name, platform }: Report): string {
	const judged = differences.filter(canJudge);
	const others = differences.filter((one) => !canJudge(one));
	return `import { emulatorDoes, type Learned } from '../../../tools/conform/learned';

// Made by \`npm run conform -- --learn\` of a report on ${name}, ${platform}. Mend the emulator, move what stays into its
// own tests, and delete this file.
const LEARNED: Learned[] = [
${judged.map(lineOf).join('\n')}
];

it.each(LEARNED)('$read, $asks: $what $where is $account', async (learned) => {
	expect(await emulatorDoes('${platform}', learned)).toBe(learned.account);
});
${others.length > 0 ? `${REST}${others.map(lookAt).join('\n')}\n` : ''}`;
}
