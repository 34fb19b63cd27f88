import { readOne } from './batch';
import { integer, object } from './checks';
import { customerAt } from './customers';
import { hal, refuse, type ApiCall, type Endpoint } from './kit';

/** The points of a loyalty card. amocrm.ru/developers: crm/customers-api. */
const points = integer({ min: 1 });
const CHECK = object({ earn: points, redeem: points });

function changePoints(call: ApiCall) {
	const customer = customerAt(call);
	const { earn, redeem } = readOne(call, { check: CHECK, mode: 'update' }).value;
	if ((earn === undefined) === (redeem === undefined)) {
		throw refuse(400, 'Either earn or redeem must be given');
	}
	const left = Number(customer.bonus_points) + Number(earn ?? 0) - Number(redeem ?? 0);
	if (left < 0) throw refuse(400, 'The customer does not have so many points');
	customer.bonus_points = left;
	return hal({ bonus_points: left });
}

export const bonusPointEndpoints: Endpoint[] = [
	{ method: 'POST', path: '/customers/:id/bonus_points', run: changePoints },
];
