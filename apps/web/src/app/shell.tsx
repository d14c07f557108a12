import './shell.css';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { sessionQuery } from '../api/queries.ts';
import { rememberCsrfToken, request } from '../api/request.ts';
import { useChange } from '../api/use-change.ts';
import { IconButton } from '../components/button.tsx';
import { CompactSelect } from '../components/field.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { Brand } from './brand.tsx';
import { useCurrentProject } from './current-project.ts';
import { useUser } from './session.tsx';
import { ThemeButton } from './theme-button.tsx';

/** What surrounds every page: where to go, and who one is. */
export function Shell({ children }: { readonly children: React.ReactNode }) {
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <Sidebar />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function Sidebar() {
  const [path] = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  return (
    <header className={isOpen ? 'sidebar sidebar-open' : 'sidebar'}>
      <div className="sidebar-head">
        <Brand />
        <div className="sidebar-toggle">
          <IconButton
            icon={isOpen ? 'close' : 'menu'}
            label={isOpen ? 'Close the menu' : 'Open the menu'}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          />
        </div>
      </div>
      <Navigation />
      <Footer />
    </header>
  );
}

function Navigation() {
  const { organizationRole } = useUser();
  const isOwner = organizationRole === 'owner';
  return (
    <nav className="sidebar-body" aria-label="Main">
      <ProjectLinks />
      <div>
        <h2 className="nav-title">Organization</h2>
        <NavLink to="/projects" icon="projects" text="Projects" isExact />
        <NavLink to="/agents" icon="zones" text="Load zones" />
        <NavLink to="/users" icon="users" text="Users" />
        {isOwner && <NavLink to="/audit" icon="audit" text="Audit log" />}
      </div>
      <div>
        <h2 className="nav-title">You</h2>
        <NavLink to="/tokens" icon="token" text="API tokens" />
        <NavLink to="/use-with-k6" icon="terminal" text="Command line" />
      </div>
    </nav>
  );
}

function ProjectLinks() {
  const { current, all } = useCurrentProject();
  const [, navigate] = useLocation();
  if (current === undefined) return null;
  const base = `/projects/${current.id}`;
  return (
    <>
      <div className="sidebar-project">
        <CompactSelect
          label="Project"
          style={{ width: '100%' }}
          value={current.id}
          choices={all.map(({ id, name }) => ({ value: String(id), text: name }))}
          onChange={(event) => navigate(`/projects/${event.target.value}/tests`)}
        />
      </div>
      <div>
        <h2 className="nav-title">Project</h2>
        <NavLink to={`${base}/tests`} icon="tests" text="Tests" also={['/tests']} />
        <NavLink to={`${base}/runs`} icon="runs" text="Runs" also={['/runs']} />
        <NavLink to={`${base}/compare`} icon="compare" text="Compare" also={['/compare']} />
        <NavLink to={`${base}/schedules`} icon="schedule" text="Schedules" />
        <NavLink to={`${base}/settings`} icon="settings" text="Settings" />
      </div>
    </>
  );
}

interface NavLinkProps {
  readonly to: string;
  readonly icon: IconName;
  readonly text: string;
  readonly isExact?: boolean;
  /** Where pages of the same part are that have addresses of their own. */
  readonly also?: readonly string[];
}

function NavLink({ to, icon, text, isExact = false, also = [] }: NavLinkProps) {
  const [path] = useLocation();
  const isCurrent =
    path === to || (!isExact && [to, ...also].some((prefix) => path.startsWith(`${prefix}/`)));
  return (
    <Link href={to} className="nav-link" aria-current={isCurrent ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{text}</span>
    </Link>
  );
}

function Footer() {
  const { name } = useUser();
  const client = useQueryClient();
  const signOut = useChange({
    perform: () => request('/session', { method: 'DELETE' }),
    onDone: () => {
      rememberCsrfToken(null);
      client.setQueryData(sessionQuery.queryKey, null);
      // Whoever signs in next may see less.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    },
  });
  return (
    <div className="sidebar-foot">
      <NavLink to="/account" icon="account" text={name} />
      <ThemeButton />
      <IconButton icon="exit" label="Sign out" disabled={signOut.isPending} onClick={() => signOut.run()} />
    </div>
  );
}
