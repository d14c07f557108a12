/** Round numbers from 0 up to at least `max`, about `steps` of them. */
export function ticksUpTo(max: number, steps = 4): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / steps;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * magnitude >= rough) ?? 10;
  const step = factor * magnitude;
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(10)));
}

const TIME_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** Points of time that are easy to read, at most so many. */
export function timeTicks(endS: number, most = 6): number[] {
  const step = TIME_STEPS_S.find((one) => endS / one <= most) ?? Math.ceil(endS / most / 86_400) * 86_400;
  const ticks = [];
  for (let at = 0; at <= endS; at += step) ticks.push(at);
  return ticks;
}

/** `1:05`, `2:00:00` */
export function clockText(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
