let announce: () => void;

const expect = () =>
	new Promise<void>((resolve) => {
		announce = resolve;
	});

let next = expect();

/** Resolves when this process connects an account the next time, or disconnects one. */
export const nextChange = async (): Promise<void> => await next;

export function accountsChanged(): void {
	const tell = announce;
	next = expect();
	tell();
}
