import {
  githubAuthApiRef,
  googleAuthApiRef,
  microsoftAuthApiRef,
  oktaAuthApiRef,
  type ApiRef,
  type BackstageIdentityApi,
  type ProfileInfoApi,
  type SessionApi,
} from '@backstage/frontend-plugin-api';
import { oidcAuthApiRef } from './oidcAuthApi';

export type SignInAuthApi = ProfileInfoApi & BackstageIdentityApi & SessionApi;

export interface SignInProvider {
  readonly id: string;
  readonly title: string;
  readonly apiRef: ApiRef<SignInAuthApi>;
}

export const guestProviderId = 'guest';

/** Providers that `app.signIn.providers` may name, besides `guest`. */
export const signInProviders: readonly SignInProvider[] = [
  { id: 'github', title: 'GitHub', apiRef: githubAuthApiRef },
  { id: 'google', title: 'Google', apiRef: googleAuthApiRef },
  { id: 'microsoft', title: 'Microsoft', apiRef: microsoftAuthApiRef },
  { id: 'okta', title: 'Okta', apiRef: oktaAuthApiRef },
  { id: 'oidc', title: 'single sign-on', apiRef: oidcAuthApiRef },
];
