/** Whether a name contains what a person types to find it. */
export const includesText = (name: string, filter: string | undefined) =>
	name.toLowerCase().includes((filter ?? '').trim().toLowerCase());
