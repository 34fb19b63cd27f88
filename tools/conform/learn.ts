import type { Difference } from './compare';
import type { Report } from './report';

const lineOf = ({ read, what, where, account, asks, page }: Difference) =>
	`\t// amocrm.ru/developers: ${page}.\n\t${JSON.stringify({ read, what, where, account, asks: asks[0] })},`;

/** A file of tests that fail: the emulator must do as the account did. Each has its place in the documentation. */
export const learnedTests = ({
	differences,
	package: name,
	platform,
}: Report): string => `import { emulatorDoes, type Learned } from '../../../tools/conform/learned';

// Made by \`npm run conform -- --learn\` of a report on ${name}, ${platform}. Mend the emulator, move what stays into its
// own tests, and delete this file.
const LEARNED: Learned[] = [
${differences.map(lineOf).join('\n')}
];

it.each(LEARNED)('$read, $asks: $what $where is $account', async (learned) => {
	expect(await emulatorDoes('${platform}', learned)).toBe(learned.account);
});
`;
