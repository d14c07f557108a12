import type { Realm } from '../../sandbox/contract.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { oncePerRealm } from '../per-realm.ts';
import { htmlBinding } from './html-binding.ts';
import { HtmlDocument, HtmlSelection } from './selection.ts';

/** What `nodeType()` of a node gives, by the names that the types of k6 have for it. */
const NODE_TYPE = { ElementNode: 1, TextNode: 3, CommentNode: 8, DocumentNode: 9, DoctypeNode: 10 };

/** The module `k6/html`. */
export const htmlModule: BuiltinModule = {
  specifier: 'k6/html',
  instantiate: ({ realm }) => ({ default: defaultObject(realm) }),
};

/** The Selection of a page as scripts see it; the text is parsed when the script first looks into it. */
export function parseDocument(realm: Realm, text: string, url: string): object {
  return scriptSelection(realm, new HtmlSelection(new HtmlDocument(text, url)));
}

export function scriptSelection(realm: Realm, selection: HtmlSelection): object {
  return htmlBinding(realm).selection(selection);
}

const defaultObject = oncePerRealm((realm) => {
  const object = realm.createObject();
  object.parseHTML = realm.native('parseHTML', 1, (source: unknown) =>
    parseDocument(realm, realm.intrinsics.String(source), ''),
  );
  // In the types of k6 only: there for those who ask, but in no listing.
  Object.defineProperty(object, 'NodeType', { value: realm.clone(NODE_TYPE) });
  return object;
});
