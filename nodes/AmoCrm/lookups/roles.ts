import { listed } from '../../shared/editor/listed';

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
export const roles = listed('getRoles', '/api/v4/roles', 'roles');
