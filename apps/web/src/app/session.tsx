import { createContext, use } from 'react';
import type { SessionUser } from '../api/types/identity.ts';

const SignedInUser = createContext<SessionUser | null>(null);

export const SignedIn = SignedInUser.Provider;

/** Who is signed in; on pages that nobody else sees. */
export function useUser(): SessionUser {
  const user = use(SignedInUser);
  if (user === null) throw new Error('this page is shown to nobody');
  return user;
}

/** false for those who follow a link to one run. */
export function useIsSignedIn(): boolean {
  return use(SignedInUser) !== null;
}
