import { listed } from './listed';

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
export const users = listed('getUsers', '/api/v4/users', 'users');
