let announce: () => void;

const expect = () =>
	new Promise<void>((resolve) => {
		announce = resolve;
	});

let next = expect();
let count = 0;

/** Resolves when this process connects an account the next time, or disconnects one. */
export const nextChange = async (): Promise<void> => await next;

/** How often this process has connected or disconnected an account. */
export const changesSoFar = (): number => count;

export function accountsChanged(): void {
	count += 1;
	const tell = announce;
	next = expect();
	tell();
}
