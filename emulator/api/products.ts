import { createCatalog, listOfType, needsAccess } from './catalogs';
import { readOne } from './batch';
import { existing, flag, must, object, orNull } from './checks';
import { hal, type ApiCall, type Endpoint } from './kit';
import { guarded } from './resource';

/** Whether the account sells products: only the official client knows of it. github.com/amocrm/amocrm-api-php. */
const PATH = '/catalogs/products/settings';

const CHECK = object({ is_enabled: must(flag), catalog_id: orNull(existing('catalogs')) });

function shown(call: ApiCall) {
	const { sellsProducts } = call.account;
	const catalogId = sellsProducts ? listOfType(call.account, 'products')?.id : undefined;
	return hal({ is_enabled: sellsProducts, catalog_id: catalogId ?? null });
}

function change(call: ApiCall) {
	const { value } = readOne(call, { check: CHECK, mode: 'update' });
	call.account.sellsProducts = value.is_enabled === true;
	if (value.is_enabled === true && !listOfType(call.account, 'products')) {
		const products = createCatalog(call, { name: 'Products', type: 'products' });
		call.account.collection('catalogs').insert(products);
	}
	return shown(call);
}

export const productEndpoints: Endpoint[] = guarded(needsAccess, [
	{ method: 'GET', path: PATH, run: shown },
	{ method: 'PATCH', path: PATH, adminOnly: true, run: change },
]);
