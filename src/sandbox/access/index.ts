export { type Attributes, forbiddenTo, type ResourceAttributes } from './attributes.ts';
export { API_AUDIENCE, authenticate } from './authenticate.ts';
export { authorize, requireAuthorized } from './authorize.ts';
export { impersonate } from './impersonate.ts';
export { checkEscalation } from './rbac/escalation.ts';
export { REVIEWS } from './reviews/index.ts';
export { createToken, setTokenRequestDefaults } from './token/create-token.ts';
export { requireSigningKey } from './token/signing-key.ts';
