import { Component } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/feedback.tsx';

/** Keeps the rest of the program alive when a page breaks; another page gets a new chance. */
export function PageFailure({ children }: { readonly children: React.ReactNode }) {
  const [path] = useLocation();
  return <FailureOf path={path}>{children}</FailureOf>;
}

interface Props {
  readonly path: string;
  readonly children: React.ReactNode;
}

interface State {
  readonly error: Error | null;
}

class FailureOf extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override componentDidUpdate({ path }: Props) {
    if (path !== this.props.path && this.state.error !== null) this.setState({ error: null });
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="page stack">
        <Notice tone="bad">This page is broken: {this.state.error.message}. Please report it.</Notice>
        <div>
          <Button onClick={() => this.setState({ error: null })}>Try again</Button>
        </div>
      </div>
    );
  }
}
