// One of each kind of object that scripts get, by module and name of its type in @types/k6.
import { createHash } from 'k6/crypto';
import execution from 'k6/execution';
import csv from 'k6/experimental/csv';
import { open as openFile, SeekMode } from 'k6/experimental/fs';
import { CountQueuingStrategy, ReadableStream } from 'k6/experimental/streams';
import { NodeType, parseHTML } from 'k6/html';
import http from 'k6/http';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
import grpc from 'k6/net/grpc';
import { Blob, WebSocket } from 'k6/websockets';
import ws from 'k6/ws';

const { HTTP_URL, WS_URL, GRPC_ADDR } = __ENV;

const metrics = {
  Counter: new Counter('a_counter'),
  Gauge: new Gauge('a_gauge'),
  Rate: new Rate('a_rate'),
  Trend: new Trend('a_trend'),
};
const client = new grpc.Client();
client.load(['proto'], 'kit.proto');
const file = await openFile('table.csv');
const parser = new csv.Parser(file);

/** Where the type has not the name of its tag. */
const TAGS = {
  Anchor: 'a',
  DataList: 'datalist',
  FieldSet: 'fieldset',
  IFrame: 'iframe',
  Image: 'img',
  Insert: 'ins',
  OList: 'ol',
  OptGroup: 'optgroup',
  Paragraph: 'p',
  Quote: 'q',
  TableBody: 'tbody',
  TableCaption: 'caption',
  TableCell: 'td',
  TableCol: 'col',
  TableDataCell: 'td',
  TableFoot: 'tfoot',
  TableHead: 'thead',
  TableHeaderCell: 'th',
  TableRow: 'tr',
  TableSection: 'tbody',
  TextArea: 'textarea',
  UList: 'ul',
  // What only several of them have in common.
  '': 'p',
  FormField: 'input',
  Href: 'a',
  Media: 'audio',
  Mod: 'del',
};
const INSIDE_TABLES = {
  caption: ['<table>', ''],
  col: ['<table><colgroup>', ''],
  tbody: ['<table>', ''],
  tfoot: ['<table>', ''],
  thead: ['<table>', ''],
  tr: ['<table><tbody>', ''],
  td: ['<table><tbody><tr>', ''],
  th: ['<table><tbody><tr>', ''],
};

/** For any `…Element` of k6/html. */
export function element(typeName) {
  const name = typeName.replace(/Element$/, '');
  const tag = TAGS[name] ?? name.toLowerCase();
  const [before, after] = INSIDE_TABLES[tag] ?? ['', ''];
  return parseHTML(`${before}<${tag} id="here">${after}`).find('#here').get(0);
}

const page = () => parseHTML('<form><input id="i" class="c" name="n" value="v"></form>');

/** Resolves to what a socket of k6/ws shows of itself. */
function withSocket(use) {
  let found;
  const response = ws.connect(`${WS_URL}/ws/echo`, null, (socket) => {
    socket.on('open', () => {
      found = use(socket);
      socket.close();
    });
  });
  return found ?? response;
}

function happening(type, url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => socket.send('hello'));
    socket.addEventListener('error', (event) =>
      type === 'error' ? resolve({ socket, event }) : reject(event.error),
    );
    socket.addEventListener(type, (event) => {
      resolve({ socket, event });
      socket.close();
    });
  });
}

function controllerOfStream() {
  let found;
  new ReadableStream({
    start(controller) {
      found = controller;
    },
  });
  return found;
}

function grpcConnected() {
  client.connect(GRPC_ADDR, { plaintext: true });
  return client;
}

async function streamOf(event) {
  const stream = new grpc.Stream(grpcConnected(), 'kit.v1.Kit/Numbers');
  const found = new Promise((resolve) => stream.on(event, (value, metadata) => resolve({ value, metadata })));
  stream.write({ from: 1, count: 1 });
  stream.end();
  return { stream, ...(await found) };
}

const cookieResponse = () => http.get(`${HTTP_URL}/cookies/set?name=value`, { redirects: 0 });

export const instances = {
  'k6/crypto.Hasher': () => createHash('md5'),
  'k6/execution.scenario': () => execution.scenario,
  'k6/execution.instance': () => execution.instance,
  'k6/execution.test': () => execution.test,
  'k6/execution.vu': () => execution.vu,
  'k6/experimental/csv.Parser': () => parser,
  'k6/experimental/fs.File': () => file,
  'k6/experimental/fs.FileInfo': () => file.stat(),
  'k6/experimental/fs.SeekMode': () => SeekMode,
  'k6/experimental/streams.ReadableStream': () => new ReadableStream(),
  'k6/experimental/streams.ReadableStreamDefaultController': controllerOfStream,
  'k6/experimental/streams.ReadableStreamDefaultReader': () => new ReadableStream().getReader(),
  'k6/experimental/streams.CountQueuingStrategy': () => new CountQueuingStrategy({ highWaterMark: 1 }),
  'k6/html.Selection': page,
  'k6/html.FormValue': () => page().find('form').serializeArray()[0],
  'k6/html.Attribute': () => page().find('#i').get(0).attributes().class,
  'k6/html.NodeType': () => NodeType,
  'k6/http.Response': () => http.get(`${HTTP_URL}/get`),
  'k6/http.RefinedResponse': () => http.get(`${HTTP_URL}/get`),
  'k6/http.RequestCookie': () => {
    const jar = http.cookieJar();
    jar.set(HTTP_URL, 'name', 'value');
    return http.get(`${HTTP_URL}/get`).request.cookies.name[0];
  },
  'k6/http.ResponseCookie': () => cookieResponse().cookies.name[0],
  'k6/http.FileData': () => http.file('content', 'name.txt'),
  'k6/http.CookieJar': () => new http.CookieJar(),
  'k6/metrics.Metric': () => metrics.Counter,
  'k6/metrics.Counter': () => metrics.Counter,
  'k6/metrics.Gauge': () => metrics.Gauge,
  'k6/metrics.Rate': () => metrics.Rate,
  'k6/metrics.Trend': () => metrics.Trend,
  'k6/net/grpc.Client': () => client,
  'k6/net/grpc.Response': () => grpcConnected().invoke('kit.v1.Kit/Say', { name: 'x', times: 1 }),
  'k6/net/grpc.GrpcError': () => grpcConnected().invoke('kit.v1.Kit/Fail', { code: 5, message: 'm' }).error,
  'k6/net/grpc.Stream': async () => (await streamOf('end')).stream,
  'k6/net/grpc.StreamMessageMetadata': async () => (await streamOf('data')).metadata,
  'k6/websockets.WebSocket': async () => (await happening('message', `${WS_URL}/ws/echo`)).socket,
  'k6/websockets.Blob': () => new Blob(['text']),
  'k6/websockets.MessageEvent': async () => (await happening('message', `${WS_URL}/ws/echo`)).event,
  'k6/websockets.ErrorEvent': async () => (await happening('error', 'ws://127.0.0.1:1/')).event,
  'k6/ws.Response': () => withSocket(() => undefined),
  'k6/ws.Socket': () => withSocket((socket) => socket),
  'k6/ws.WebSocketError': () => {
    let found;
    try {
      ws.connect(`${WS_URL}/ws/drop`, null, (socket) => {
        socket.on('open', () => socket.send('drop'));
        socket.on('error', (error) => {
          found = error;
        });
      });
    } catch {}
    return found;
  },
};
