import { Component } from 'react';
import { Notice } from '../components/feedback.tsx';

interface State {
  readonly error: Error | null;
}

/** Keeps the rest of the program alive when a page breaks. */
export class PageFailure extends Component<{ readonly children: React.ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="page">
        <Notice tone="bad">This page is broken: {this.state.error.message}. Please report it.</Notice>
      </div>
    );
  }
}
