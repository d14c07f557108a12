import { MutationCache, QueryCache, QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { sessionQuery } from '../api/queries.ts';
import { RequestFailure } from '../api/request.ts';
import { ErrorNotice, Loading } from '../components/feedback.tsx';
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx';
import { PageFailure } from './page-failure.tsx';
import { Pages } from './pages.tsx';
import { SignedIn } from './session.tsx';
import { Shell } from './shell.tsx';

const SharedPage = lazy(async () => ({
  default: (await import('../pages/shared/shared-page.tsx')).SharedPage,
}));

const queries = createQueryClient();

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <PageFailure>
        <Switch>
          <Route path="/shared/:token">
            {({ token }) => (
              <Suspense fallback={<Loading />}>
                <SharedPage key={token} token={token} />
              </Suspense>
            )}
          </Route>
          <Route>
            <Entrance />
          </Route>
        </Switch>
      </PageFailure>
    </QueryClientProvider>
  );
}

function Entrance() {
  const { data: session, error } = useQuery(sessionQuery);
  if (error !== null) {
    return (
      <div className="page">
        <ErrorNotice error={error} />
      </div>
    );
  }
  if (session === undefined) return null;
  if (session === null) return <SignInPage />;
  return (
    <SignedIn value={session.user}>
      <Shell>
        <PageFailure>
          <Pages />
        </PageFailure>
      </Shell>
    </SignedIn>
  );
}

function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    // The session has ended meanwhile; whoever it was may sign in again right here.
    if (error instanceof RequestFailure && error.code === 'unauthenticated')
      client.setQueryData(sessionQuery.queryKey, null);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { staleTime: 1000, retry: isWorthAnotherTry } },
  });
  return client;
}

function isWorthAnotherTry(failures: number, error: Error): boolean {
  const isRefusal = error instanceof RequestFailure && error.status >= 400 && error.status < 500;
  return !isRefusal && failures < 2;
}
