import { listed } from '../../shared/editor/listed';

/** @see https://www.amocrm.ru/developers/content/crm_platform/catalogs-api */
export const catalogs = listed('getCatalogs', '/api/v4/catalogs', 'catalogs');
