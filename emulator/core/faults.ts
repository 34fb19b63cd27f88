import type { Fault } from '../types';

export interface FaultSubject {
	host: string;
	path: string;
	method: string;
	grantType?: string;
}

interface Armed {
	fault: Fault;
	/** Infinity: until cleared. */
	left: number;
}

function matches({ match = {} }: Fault, subject: FaultSubject): boolean {
	return (
		(match.host === undefined || match.host === subject.host) &&
		(match.path === undefined || subject.path.startsWith(match.path)) &&
		(match.method === undefined || match.method.toUpperCase() === subject.method) &&
		(match.grantType === undefined || match.grantType === subject.grantType)
	);
}

export class Faults {
	private armed: Armed[] = [];

	add(fault: Fault): void {
		const times = fault.times ?? 1;
		this.armed.push({ fault, left: times === 0 ? Infinity : times });
	}

	clear(): void {
		this.armed = [];
	}

	/** The oldest fault that hits this request; it is used up by one. */
	take(subject: FaultSubject): Fault | undefined {
		const hit = this.armed.find(({ fault }) => matches(fault, subject));
		if (!hit) return undefined;
		hit.left -= 1;
		if (hit.left <= 0) this.armed = this.armed.filter((armed) => armed !== hit);
		return hit.fault;
	}
}
