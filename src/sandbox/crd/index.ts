export { type CustomResource, customResourcesOf } from './custom-resource.ts';
export { beginDefinitionDeletion, definitionStrategy, setDefinitionDefaults } from './definition-strategy.ts';
export { settleDefinitions } from './settle-definitions.ts';
