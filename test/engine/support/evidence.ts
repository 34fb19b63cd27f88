/** Operations that nodes of this file's tests have run, as `task create`. */
export const ran = new Set<string>();

/** Parameters that a node asked for although n8n does not show them. */
export const readUnshown: string[] = [];
