// A first event that a stream would take, and the commands that send it.
import { getPageSettings } from './api.js';
import { session } from './session.js';
import { ref } from './vue.js';

const USUAL = 5.1;

function exampleValue(field) {
  const { name, type, min, max, references } = field;
  if (type === 'string') return name === 'name' ? 'sensor1' : `${name}1`.slice(0, max ?? 40);
  if (type === 'boolean') return true;
  if (type === 'time') return new Date().toISOString();
  if (references && type === 'integer') return min ?? 1; // who was there first
  const low = min ?? (max === null || max === undefined ? 0 : Math.min(0, max - 10));
  const high = max ?? low + 10;
  if (type === 'number' && low <= USUAL && USUAL <= high) return USUAL;
  return type === 'integer' ? Math.round((low + high) / 2) : Number((low + (high - low) * 0.51).toPrecision(3));
}

/** What a sender gives, with plausible values; the time field is left out, so that the event happens now. */
export const exampleEvent = (stream) =>
  Object.fromEntries(stream.fields.filter(({ generated }) => !generated).map((field) => [field.name, exampleValue(field)]));

const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const plainTopic = (filters) => {
  const filter = filters.find((each) => !/[#+]/.test(each)) ?? filters[0];
  return filter.replace(/\/?#$/, '').replaceAll('+', 'x') || 'x';
};

const MQTT_PORT = 1_883; // what clients take where nothing is said
const USUAL_URL = 'http://localhost:8080/'; // what `./datalab send` takes

/** Where MQTT listens, once it is known. */
export function useMqttPort() {
  const port = ref(MQTT_PORT);
  getPageSettings().then((settings) => (port.value = settings.mqtt_port ?? MQTT_PORT), () => {});
  return port;
}

/**
 * [{name, text}] for a stream, the shortest way first.
 *
 * @param mqttPort where MQTT listens
 */
export function commands(lab, stream, mqttPort = MQTT_PORT) {
  const json = JSON.stringify(exampleEvent(stream));
  const url = new URL(`labs/${lab}/streams/${stream.name}`, document.baseURI).href;
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
  const base = document.baseURI.replace(/[?#].*/, '');
  const at = base.replace('127.0.0.1', 'localhost') === USUAL_URL ? '' : ` --url ${base.replace(/\/$/, '')}`;
  const bearer = session.access ? ` -H "Authorization: Bearer $DATALAB_TOKEN"` : '';
  const login = session.access ? ` -u token -P "$DATALAB_TOKEN"` : '';
  const list = [
    { name: 'curl', text: `curl${bearer} -H 'Content-Type: application/json' \\\n  -d ${quoted(json)} \\\n  ${url}` },
    { name: 'datalab', text: `echo ${quoted(json)} \\\n  | ./datalab send ${lab}.${stream.name} -${at}` },
  ];
  if (stream.inputs.mqtt.length) {
    const host = local ? '' : ` -h ${location.hostname}`;
    const port = mqttPort === MQTT_PORT ? '' : ` -p ${mqttPort}`;
    list.unshift({
      name: 'mosquitto_pub',
      text: `mosquitto_pub${host}${port}${login} -q 1 -t ${quoted(plainTopic(stream.inputs.mqtt))} \\\n  -m ${quoted(json)}`,
    });
  }
  return list;
}
