const cell = (text: string) => text.replaceAll('|', '\\|');

/** One row of a table in Markdown. */
export const row = (...cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;

export const code = (text: string) => `\`${text}\``;

/** Something of the code in a cell; a dash where there is none. */
export const codes = (texts: string[]) => texts.map(code).join(', ') || '–';
