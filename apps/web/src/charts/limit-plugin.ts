import type uPlot from 'uplot';
import type { Limit } from './chart-content.ts';
import type { ColorOf } from './theme-colors.ts';

/** Draws the value that lines should stay on one side of. */
export function limitPlugin({ scale, value, label }: Limit, colorOf: ColorOf): uPlot.Plugin {
  const color = colorOf('bad');
  const halo = colorOf('surface');
  return {
    hooks: {
      draw: ({ ctx, bbox, valToPos, pxRatio = devicePixelRatio }: uPlot & { pxRatio?: number }) => {
        const y = Math.round(valToPos(value, scale, true));
        ctx.save();
        ctx.strokeStyle = color;
        ctx.fillStyle = color;
        ctx.lineWidth = 1.5 * pxRatio;
        ctx.setLineDash([4 * pxRatio, 3 * pxRatio]);
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
        ctx.font = `${11 * pxRatio}px system-ui, sans-serif`;
        ctx.textAlign = 'right';
        const isNearTop = y - bbox.top < 18 * pxRatio;
        ctx.textBaseline = isNearTop ? 'top' : 'bottom';
        const [x, baseline] = [bbox.left + bbox.width - 4 * pxRatio, y + (isNearTop ? 4 : -4) * pxRatio];
        // Readable over whatever lines there are.
        ctx.setLineDash([]);
        ctx.strokeStyle = halo;
        ctx.lineWidth = 4 * pxRatio;
        ctx.strokeText(label, x, baseline);
        ctx.fillText(label, x, baseline);
        ctx.restore();
      },
    },
  };
}
