import { ButtonLink } from '../components/button.tsx';
import { Empty } from '../components/feedback.tsx';
import { Page } from '../components/page.tsx';

export function NotFoundPage() {
  return (
    <Page title="Not found">
      <Empty title="There is no such page" action={<ButtonLink to="/">To your tests</ButtonLink>} />
    </Page>
  );
}
