import { IconButton } from '../components/button.tsx';
import { chooseTheme, THEMES, type Theme, useTheme } from './theme.ts';

const LOOK = {
  system: { icon: 'display', label: 'Colours: as the system' },
  light: { icon: 'sun', label: 'Colours: light' },
  dark: { icon: 'moon', label: 'Colours: dark' },
} as const satisfies Record<Theme, object>;

/** Goes from one choice to the next. */
export function ThemeButton() {
  const theme = useTheme();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return <IconButton {...LOOK[theme]} onClick={() => chooseTheme(next)} />;
}
