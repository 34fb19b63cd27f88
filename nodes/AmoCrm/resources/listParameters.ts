export { limitOf, listParameters } from '../factories/listParameters';
