import manifest from '../../package.json';

/** The package's name. */
export const packageName = manifest.name;

/** One of our nodes, as workflows and n8n name it. */
export const nodeType = (node: string): string => `${packageName}.${node}`;
