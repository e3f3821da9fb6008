export { ChoiceFilter } from './ChoiceFilter';
export { SelectionFilters } from './SelectionFilters';
export { StateFilter } from './StateFilter';
