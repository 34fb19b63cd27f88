import { createServer, type AddressInfo } from 'node:net';

/** Takes the port for a moment; 0 lets the system choose. The number, or nothing if somebody has it. */
async function tryPort(port: number): Promise<number | undefined> {
	return await new Promise((done, failed) => {
		const server = createServer();
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE' || error.code === 'EACCES') done(undefined);
			else failed(error);
		});
		server.listen(port, '127.0.0.1', () => {
			const taken = (server.address() as AddressInfo).port;
			server.close(() => done(taken));
		});
	});
}

export async function freePort(): Promise<number> {
	const port = await tryPort(0);
	if (port === undefined) throw new Error('The system has no free port.');
	return port;
}

/** `howToChoose`: the sentence that says how to take another port. */
export async function requirePort(port: number, howToChoose: string): Promise<number> {
	if ((await tryPort(port)) === undefined) {
		throw new Error(`Port ${port} is taken by another program. ${howToChoose}`);
	}
	return port;
}
