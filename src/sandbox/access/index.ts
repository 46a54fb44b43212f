export { type Attributes, forbiddenTo, type PathAttributes, type ResourceAttributes } from './attributes.ts';
export { API_AUDIENCE, authenticate, type RequestHeaders, type TokenUsers } from './authenticate.ts';
export { authorize, type Decision, PRIVILEGED_GROUP, requireAuthorized } from './authorize.ts';
export { impersonate } from './impersonate.ts';
export { checkEscalation } from './rbac/escalation.ts';
export { REVIEWS, type Review, type ReviewContext } from './reviews/index.ts';
export { createToken, setTokenRequestDefaults, type TokenContext } from './token/create-token.ts';
export { requireSigningKey, type SigningKey } from './token/signing-key.ts';
