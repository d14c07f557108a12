/** The looks of a report. It must work without anything else: no fonts, no files, no script. */
export const STYLE = `
:root{color-scheme:light dark;--canvas:light-dark(#f5f6f8,#0e1218);--surface:light-dark(#fff,#151a22);
--line:light-dark(#e1e5ea,#242c37);--text:light-dark(#171c24,#e4e9f0);--muted:light-dark(#55606f,#9aa6b6);
--good:light-dark(#12805c,#45c896);--good-soft:light-dark(#e2f5ed,#12302a);--bad:light-dark(#c42b31,#ff7b7f);
--bad-soft:light-dark(#fdebec,#3b1a1f);--warn:light-dark(#8f5b00,#e5b35a);--warn-soft:light-dark(#fdf2da,#352812);
--idle-soft:light-dark(#eceff3,#1f2731);--s1:light-dark(#0b63ce,#5aa2ff);--s2:light-dark(#d9730d,#f2994a);
--s3:light-dark(#a13fb8,#cf86e3)}
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--text);font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:24px 16px 48px}
header,section,figure{background:var(--surface);border:1px solid var(--line);border-radius:10px;margin:0 0 16px;padding:16px}
h1{font-size:22px;line-height:1.25;margin:0 0 8px;overflow-wrap:anywhere}
h2,figcaption{font-size:15px;font-weight:600;margin:0 0 8px}
small,.faint{color:var(--muted);font-weight:400}
p{margin:4px 0;overflow-wrap:anywhere}
.verdict{display:inline-block;padding:2px 10px;border-radius:999px;font-weight:600;vertical-align:2px;font-size:13px}
.verdict.good{background:var(--good-soft)}.verdict.bad{background:var(--bad-soft)}.verdict.idle{background:var(--idle-soft);color:var(--muted)}
.facts{color:var(--muted);display:flex;flex-wrap:wrap;gap:4px 16px;margin:8px 0 0}
.notice{border-left:3px solid var(--warn);padding:4px 12px;background:var(--warn-soft);border-radius:4px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:12px;margin:0 0 16px}
.tile{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:12px 16px}
.tile b{display:block;font-size:20px;font-weight:600;font-variant-numeric:tabular-nums}
.tile span{color:var(--muted);font-size:12px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:0 16px}
figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 16px}
.legend{font-weight:400;font-size:12px;display:flex;flex-wrap:wrap;gap:0 12px}
.key::before{content:"";display:inline-block;width:12px;height:3px;border-radius:2px;background:var(--c);margin-right:5px;vertical-align:4px}
.s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}
.plot{position:relative;height:190px;margin:14px 4px 22px 64px}
.plot svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.line{fill:none;stroke:var(--c);stroke-width:1.8;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.grid{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke}
.y span,.x span{position:absolute;font-size:11px;color:var(--muted);white-space:nowrap;font-variant-numeric:tabular-nums}
.y span{right:calc(100% + 8px);transform:translateY(50%)}
.x span{top:calc(100% + 4px);transform:translateX(-50%)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-size:12px;font-weight:500;color:var(--muted);text-align:left;white-space:nowrap}
th,td{padding:5px 20px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
td.text{overflow-wrap:anywhere;min-width:11em}td.short{white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;white-space:nowrap}
tbody tr:last-child td{border-bottom:0}
code{font:12px ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
.good{color:var(--good)}.bad{color:var(--bad)}
.insights{list-style:none;margin:0;padding:0;display:grid;gap:8px}
.insights li{border-left:3px solid var(--line);padding:6px 12px;border-radius:4px}
.insights .problem{border-color:var(--bad);background:var(--bad-soft)}.insights .warning{border-color:var(--warn);background:var(--warn-soft)}
footer{color:var(--muted);font-size:12px;text-align:center}
@media print{:root{color-scheme:light}body{background:#fff}header,section,figure,.tile{break-inside:avoid}}
`;
