import { Bucket } from '../shared/bucket';

/** Events that anybody can bring about who knows the address: so many at once, then one in ten seconds. */
const EVENTS = { size: 100, perSecond: 0.1 };

/** Lines in the log about those that were not told. */
const LINES = { size: 1, perSecond: 1 / 60 };

const buckets = new Map<string, Bucket>();

function bucketOf(key: string, { size, perSecond }: typeof EVENTS): Bucket {
	const bucket = buckets.get(key) ?? new Bucket(size, perSecond);
	buckets.set(key, bucket);
	return bucket;
}

/** Whether one more event of this kind may start a workflow, for all that strangers call. */
export function mayEmit(
	kind: 'failed' | 'denied',
	integrationId: string,
	warn: (message: string) => void,
): boolean {
	const key = `${kind}|${integrationId}`;
	if (bucketOf(key, EVENTS).take()) return true;
	if (bucketOf(`log|${key}`, LINES).take()) {
		warn(
			`So many calls come to the amoCRM install trigger that not every event "${kind}" is told.`,
		);
	}
	return false;
}
