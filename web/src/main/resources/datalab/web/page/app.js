// The page as a whole: its frame, and which part is shown for an address.
import { createApp, defineAsyncComponent, defineComponent, h, nextTick, watch } from './vue.js';
import { loadSession, logOut } from './api.js';
import { connection } from './connection.js';
import { route } from './route.js';
import { dark, toggleScheme } from './scheme.js';
import { HomePage } from './components/home.js';
import { icon, mark } from './components/icons.js';
import { LabPage } from './components/lab.js';
import { LoginPage } from './components/login.js';
import { notLoggedIn, session } from './session.js';

const ThingsPage = defineAsyncComponent(() => import('./things/things.js').then((module) => module.ThingsPage));
const QualityPage = defineAsyncComponent(() => import('./quality/quality.js').then((module) => module.QualityPage));
const AlertsPage = defineAsyncComponent(() => import('./alerts/alerts.js').then((module) => module.AlertsPage));
const BoardsPage = defineAsyncComponent(() => import('./explore/boards.js').then((module) => module.BoardsPage));
const SqlPage = defineAsyncComponent(() => import('./sql/sql.js').then((module) => module.SqlPage));
const TwinPage = defineAsyncComponent(() => import('./twin/twin.js').then((module) => module.TwinPage));
const ExplorePage = defineAsyncComponent(() => import('./explore/explore.js').then((module) => module.ExplorePage));

const SCREENS = new Map(Object.entries({
  explore: ExplorePage, boards: BoardsPage, things: ThingsPage, quality: QualityPage, twin: TwinPage,
  alerts: AlertsPage, sql: SqlPage,
}));

function page() {
  if (session.wanted) return h(LoginPage);
  const [first, name, ...rest] = route.parts;
  if (first === undefined) return h(HomePage);
  if (first === 'labs' && name !== undefined && !rest.length) return h(LabPage, { name, key: name });
  if (first === 'labs' && rest.length === 1 && SCREENS.has(rest[0])) return h(SCREENS.get(rest[0]), { name, key: `${rest[0]} ${name}` });
  return h('main', { id: 'main', tabindex: -1 }, [
    h('div', { class: 'empty' }, [h('h1', { class: 'empty-title' }, 'There is no such page'), h('p', h('a', { href: '#/' }, 'See the labs'))]),
  ]);
}

/** Who is logged in, where anybody has to. */
function who() {
  if (!session.access || session.wanted) return null;
  if (session.anonymous) return h('button', { type: 'button', class: 'quiet', onClick: notLoggedIn }, 'Log in');
  const leave = () => logOut().then(() => location.reload());
  return h('button', { type: 'button', class: 'quiet', title: session.name, onClick: leave }, 'Log out');
}

const App = defineComponent({
  name: 'App',
  setup() {
    loadSession().catch(() => {}); // the banner says that nothing answers
    watch(() => route.parts.join('/'), async () => {
      await nextTick();
      scrollTo(0, 0);
      document.getElementById('main')?.focus({ preventScroll: true });
    });
    const skip = (event) => {
      event.preventDefault();
      document.getElementById('main')?.focus();
    };
    return () => [
      h('a', { class: 'skip', href: '#main', onClick: skip }, 'Skip to the content'),
      h('header', { class: 'top' }, [
        h('a', { class: 'brand', href: '#/' }, [mark(), 'DataLab']),
        h('nav', { 'aria-label': 'More' }, [h('a', { href: 'docs' }, 'API'), h('a', { href: 'metrics' }, 'Metrics')]),
        who(),
        h('button', {
          type: 'button',
          class: 'quiet',
          'aria-label': dark.value ? 'Change to light colours' : 'Change to dark colours',
          onClick: toggleScheme,
        }, icon(dark.value ? 'sun' : 'moon')),
      ]),
      h('div', { class: 'banner-place', role: 'status', 'aria-live': 'polite' }, connection.up ? null : [
        h('p', { class: 'banner' }, [h('span', { class: 'spinner', 'aria-hidden': 'true' }), 'DataLab does not answer. Reconnecting…']),
      ]),
      page(),
    ];
  },
});

createApp(App).mount('#app');
