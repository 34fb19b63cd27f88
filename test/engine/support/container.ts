import { createRequire } from 'node:module';

interface Container {
	get<T>(service: new (...args: never[]) => T): T;
	/** Forgets all services: each is made anew when it is asked for. */
	reset(): void;
}

/** Holds n8n-core's services. It is n8n-core's own: the package's neighbours may have another copy. */
export const { Container: container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as {
	Container: Container;
};
