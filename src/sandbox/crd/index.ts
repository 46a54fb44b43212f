export { type CustomResource, customResourcesOf } from './custom-resource.ts';
export { beginDefinitionDeletion, definitionStrategy, setDefinitionDefaults } from './definition-strategy.ts';
export { definitionValidator } from './definition-validation.ts';
export { settleDefinitions } from './settle-definitions.ts';
